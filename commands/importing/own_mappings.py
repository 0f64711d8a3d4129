"""自己的对应: the mappings that a firm's files may follow."""

from commands.importing.kind import Kind
from commands.wiring import Refusal
from config import ConfigError, describe
from config.mappings import Mapping, load_mapping, mappings_of
from settings import Settings


def mappings_for(settings: Settings, kind: Kind, name: str | None) -> list[Mapping]:
    """The mapping of that name, or all of the kind; Refusal with every error in them."""
    own = settings.config.resolve().parent / "mappings"
    try:
        if name is not None:
            return [load_mapping(name, kind.name, kind.columns, own)]
        return mappings_of(kind.name, kind.columns, own)
    except ConfigError as error:
        raise Refusal(describe(error.problems)) from error
