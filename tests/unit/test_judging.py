"""The process that judges beside the night may be gone when it is asked."""

from multiprocessing import Pipe

import pytest

from orchestration import judging


def test_a_judge_that_is_gone_is_told_in_words_and_called_anew_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = Pipe()
    theirs.close()
    monkeypatch.setattr(judging, "_judge", [ours])

    with pytest.raises(judging.JudgeError, match="most often the machine has too little memory"):
        judging.judge(judging.audit_warehouse)

    assert judging._judge == []
