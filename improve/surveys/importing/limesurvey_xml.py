"""LimeSurvey's XML (.lss, .lsq) as tables: no entities, no document type, nothing fetched, a limited size."""

from __future__ import annotations

from collections import defaultdict
from xml.parsers import expat

from improve.surveys.importing.found import UnreadableSurvey

LARGEST = 20_000_000
MOST_ROWS = 200_000
Row = dict[str, str]


class _Reader:
    """Follows the elements: document / table / rows / row / column, and the head with type and languages."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.text: list[str] = []
        self.row: Row | None = None
        self.tables: defaultdict[str, list[Row]] = defaultdict(list)
        self.head: defaultdict[str, list[str]] = defaultdict(list)
        self.rows = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.path.append(name)
        self.text = []
        if len(self.path) == 4 and name == "row":
            self.row = {}
            self.rows += 1
            if self.rows > MOST_ROWS:
                raise UnreadableSurvey("The file has too many rows.")
        if len(self.path) > 12:
            raise UnreadableSurvey("This is no LimeSurvey file: its elements lie too deep.")

    def end(self, name: str) -> None:
        text = "".join(self.text)
        depth = len(self.path)
        if depth == 5 and self.row is not None:
            self.row[name] = text
        elif depth == 4 and name == "row" and self.row is not None:
            self.tables[self.path[1]].append(self.row)
            self.row = None
        elif depth in (2, 3) and text.strip():
            self.head[name].append(text.strip())
        self.path.pop()
        self.text = []

    def data(self, text: str) -> None:
        self.text.append(text)


def _refuse(*_given: object) -> None:
    raise UnreadableSurvey("A document type or an entity is declared in the file; that is not read.")


def read_xml(data: bytes) -> tuple[dict[str, list[Row]], dict[str, list[str]]]:
    """The tables and the head of a file. Refuses (`UnreadableSurvey`) what is no such file, or hostile."""
    if len(data) > LARGEST:
        raise UnreadableSurvey("The file is larger than 20 MB.")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse  # type: ignore[assignment]
    try:
        parser.Parse(data, True)
    except (
        expat.ExpatError,
        ValueError,
        LookupError,
    ) as error:  # the latter two for an encoding it does not have
        raise UnreadableSurvey(f"This is no well-formed XML: {error}.") from error
    if "LimeSurveyDocType" not in reader.head:
        raise UnreadableSurvey("This is no file of LimeSurvey: its head is missing.")
    return dict(reader.tables), dict(reader.head)
