"""One door for every file that holds a survey: looks at the content, never at the name."""

from __future__ import annotations

from improve.core.spreadsheets import UnreadableFile
from improve.core.spreadsheets.encoding import decode
from improve.surveys.importing import limesurvey, limesurvey_archive, limesurvey_sheet, wjx, xlsform
from improve.surveys.importing.found import FoundSurvey, UnreadableSurvey

_ZIP = b"PK\x03\x04"
LARGEST_TEXT = 1_000_000


def read_survey(data: bytes) -> FoundSurvey:
    """The survey of a file: LimeSurvey (.lss, .lsq, .lsa, its tab-separated text), XLSForm (.xlsx) or 问卷星's text.

    Raises `UnreadableSurvey`.
    """
    found = _read(data)
    if not found.questions:
        raise UnreadableSurvey("No question of the file can be asked here.")
    return found


def _read(data: bytes) -> FoundSurvey:
    if not data.strip():
        raise UnreadableSurvey("The file is empty.")
    if limesurvey_archive.is_archive(data):
        return limesurvey_archive.read(data)
    if data.startswith(_ZIP):
        if not xlsform.is_xlsform(data):
            raise UnreadableSurvey(
                "The workbook has no sheet “survey” with the columns type and name (XLSForm)."
            )
        return xlsform.read(data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return limesurvey.read(data)
    if len(data) > LARGEST_TEXT:
        raise UnreadableSurvey("The text is larger than 1 MB.")
    try:
        text, _encoding = decode(data)
    except UnreadableFile as error:
        raise UnreadableSurvey(str(error)) from error
    if limesurvey_sheet.is_structure(text):
        return limesurvey.survey_of(*limesurvey_sheet.read(text))
    if wjx.is_wjx(text):
        return wjx.read(text)
    raise UnreadableSurvey(
        "This is no survey that can be read: LimeSurvey (.lss, .lsq, .lsa or .txt), XLSForm (.xlsx) or the text of 问卷星."
    )
