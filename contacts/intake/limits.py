"""How much of a file is read, and the one way to say no."""

from dataclasses import dataclass


class ListRefused(Exception):
    """The file holds no list that can be read. The message is one line: it names the file and says what to do."""

    def __init__(self, name: str, why: str):
        super().__init__(f"{name}: {' '.join(why.split())}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a broken or hostile file from taking the machine down. All are settings of the firm."""

    file_bytes: int = 512 * 1024 * 1024
    # A workbook or compressed file: what it unpacks to, and how many times its own size a large part may.
    inflated_bytes: int = 768 * 1024 * 1024
    inflation: int = 150
    rows: int = 2_000_000
    columns: int = 702
    # Cells of a sheet counted as a full rectangle, which is how it lies in memory.
    cells: int = 30_000_000
    line_chars: int = 8 * 1024 * 1024
    # As many as a cell of Excel holds; the rest is cut off and the row says so.
    cell_chars: int = 32_767
    lines_per_record: int = 500
    markup_bytes: int = 48 * 1024 * 1024


USUAL = Limits()
