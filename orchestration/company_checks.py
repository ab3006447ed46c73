"""What a company's folder says, held against the project: asked before any verb begins."""

from orchestration.company import SettingsError
from orchestration.seeds import check_seeds
from orchestration.settings import Settings
from quality.contract import contract_file
from quality.near import did_you_mean


def check_company(settings: Settings) -> None:
    """Refuse sources without a contract and seeds that the project does not know.

    Raises:
        SettingsError: Names the file, what is wrong with it and the nearest right name.
    """
    known = sorted(path.parent.name for path in settings.models.glob("staging/*/_*__sources.yml"))
    for source in settings.vendors:
        if not contract_file(settings.models, source).is_file():
            meant = did_you_mean(source, known, otherwise=f"; known: {', '.join(known)}")
            place = f"{settings.company / 'cx.toml'}: company.sources"
            raise SettingsError(f"{place}: there is no source '{source}'{meant}")
    check_seeds(settings)
