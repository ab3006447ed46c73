"""What people declared about names: whether each row of the seed names anybody."""

from collections.abc import Iterator

from quality.movements import Finding
from quality.sql import Query

SEED = "seeds.identity_exceptions"
NAMES = "intermediate.int_customer_links"


def pairs_name_somebody(query: Query) -> Iterator[Finding]:
    """A pair of which one name is unknown does nothing, and its author should know.

    It is warned of, by its line, and stops no night: whom `cx forget` took away is unknown as well.
    """
    unknown = query(
        f"with pairs as (select row_number() over () + 1 as line, * from {SEED}), names as ("
        " select line, source_name, identity_type, identity_id from pairs union all"
        " select line, other_source_name, other_identity_type, other_identity_id from pairs)"
        " select line, concat_ws('/', source_name, identity_type)"
        f" from names anti join {NAMES} using (source_name, identity_type, identity_id)"
        " order by line, source_name, identity_type"
    )
    yield Finding(
        SEED,
        "pairs_name_somebody",
        passed=not unknown,
        is_blocking=False,
        expected="names that int_customer_links has, to the letter",
        found=f"{len(unknown)} names that nobody has, whose pairs do nothing",
        examples=tuple(f"line {line}: the {kind}" for line, kind in unknown[:5]),
    )
