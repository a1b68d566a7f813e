#!/usr/bin/env python3
"""Makes the console fonts of the kiosk: PSF2 files of 512 glyphs with a Unicode table.

    python3 deploy/font/make.py            writes deploy/font/kiosk-*.psf.gz
    python3 deploy/font/make.py --sheet D  also writes a picture of every font into the folder D, to be looked at

Needs freetype-py (pip install freetype-py; made with 2.5.1, which brings FreeType 2.13.2). The same versions make the
same bytes.

What is in the fonts stands in glyphs.txt. A glyph comes from the first of these that has it:

1. signs that must join or align (lines, blocks, arrows, triangles): drawn by the functions under "Signs";
2. Vietnamese letters with marks: a base letter, and above or below it the pictures in marks.txt;
3. all the rest: of 8x16 the pictures in letters-8x16.txt, of the other sizes the outlines of JetBrainsMono-Bold.ttf.
"""

import argparse
import gzip
import struct
import sys
import unicodedata
import zlib
from pathlib import Path

import freetype

HERE = Path(__file__).resolve().parent
OUTLINES = HERE / "JetBrainsMono-Bold.ttf"
GLYPHS = 512  # the framebuffer console takes 256 or 512, nothing between: the rest is empty
REPLACEMENT = "\ufffd"

MARKS = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0309": "hook",
    "\u0303": "tilde",
    "\u0323": "dot",
    "\u0302": "circumflex",
    "\u0306": "breve",
}
HORN = "\u031b"
VOWELS = set("aăâeêioôơuưy")


class Bitmap:
    """A glyph in black and white: rows of booleans, [0][0] is at the top left."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.rows = [[False] * width for _ in range(height)]

    @classmethod
    def from_picture(cls, lines):
        """From lines of `.` and `#`."""
        bitmap = cls(len(lines[0]), len(lines))
        for y, line in enumerate(lines):
            if len(line) != bitmap.width or set(line) - set(".#"):
                sys.exit(f"a picture has the wrong line {line!r}")
            bitmap.rows[y] = [c == "#" for c in line]
        return bitmap

    @classmethod
    def from_function(cls, width, height, inside):
        """Sets the pixels for whose middle `inside(x, y)` holds."""
        bitmap = cls(width, height)
        for y in range(height):
            bitmap.rows[y] = [bool(inside(x + 0.5, y + 0.5)) for x in range(width)]
        return bitmap

    def copy(self):
        """A bitmap that can be changed without changing this one."""
        twin = Bitmap(self.width, self.height)
        twin.rows = [row[:] for row in self.rows]
        return twin

    def doubled(self):
        """Twice as wide and as high."""
        twin = Bitmap(self.width * 2, self.height * 2)
        twin.rows = [[on for on in row for _ in "ab"] for row in self.rows for _ in "ab"]
        return twin

    def paint(self, other, left, top):
        """Adds the black pixels of another bitmap. Pixels outside are an error: no mark may be cut off."""
        for y, row in enumerate(other.rows):
            for x, on in enumerate(row):
                if on and not (0 <= left + x < self.width and 0 <= top + y < self.height):
                    raise ValueError(f"does not fit: column {left + x}, row {top + y}")
                if on:
                    self.rows[top + y][left + x] = True

    def ink(self, first=0, last=None):
        """Left, top, right and bottom (the last two exclusive) of what is black in some rows."""
        spots = [(x, y) for y, row in enumerate(self.rows) for x, on in enumerate(row) if on]
        spots = [(x, y) for x, y in spots if y >= first and (last is None or y < last)]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        return min(xs), min(ys), max(xs) + 1, max(ys) + 1

    def squeeze(self, rows, top, bottom):
        """Takes rows out between `top` and `bottom`, where neighbours are most alike; what is above moves down."""
        for _ in range(rows):
            middle = (top + bottom) / 2

            def cost(y):
                pairs = zip(self.rows[y], self.rows[y + 1])
                return sum(a != b for a, b in pairs), -self.run(y), abs(y - middle)

            victim = min(range(top + 1, bottom - 2), key=cost)
            del self.rows[victim]
            self.rows.insert(0, [False] * self.width)
            top += 1

    def run(self, y):
        """How many rows round row `y` are the same as it."""
        low = high = y
        while low > 0 and self.rows[low - 1] == self.rows[y]:
            low -= 1
        while high + 1 < self.height and self.rows[high + 1] == self.rows[y]:
            high += 1
        return high - low

    def packed(self):
        """The bytes of a PSF glyph."""
        out = bytearray()
        for row in self.rows:
            bits = "".join("1" if on else "0" for on in row)
            bits += "0" * (-len(bits) % 8)
            out += int(bits, 2).to_bytes(len(bits) // 8, "big")
        return bytes(out)


def blocks(path):
    """The parts of a file of pictures: between empty lines, without comments."""
    for block in path.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and line != "#" and not line.startswith("# ")]
        if lines:
            yield lines


# Sources of letters


class Pictures:
    """Letters drawn by hand, one cell each."""

    def __init__(self, path):
        self.cells = {}
        for code, *lines in blocks(path):
            self.cells[chr(int(code.split()[0].removeprefix("U+"), 16))] = Bitmap.from_picture(lines)

    def letter(self, char):
        """The cell of a character, None if there is none."""
        cell = self.cells.get(char)
        return cell and cell.copy()


class Outlines:
    """Letters from an outline font, set in black and white with its hints."""

    def __init__(self, path, size, pixels, baseline):
        self.width, self.height = size
        self.baseline = baseline
        self.face = freetype.Face(str(path))
        self.face.set_pixel_sizes(*pixels)

    def letter(self, char):
        """The cell of a character, None if the font has none. What overhangs on the right is moved into the cell."""
        if not self.face.get_char_index(char):
            return None
        self.face.load_char(char, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_TARGET_MONO)
        slot, raster = self.face.glyph, self.face.glyph.bitmap
        drawn = Bitmap(raster.width, raster.rows)
        for y in range(raster.rows):
            for x in range(raster.width):
                drawn.rows[y][x] = bool(raster.buffer[y * raster.pitch + x // 8] >> (7 - x % 8) & 1)
        cell = Bitmap(self.width, self.height)
        left = max(0, min(slot.bitmap_left, self.width - raster.width))
        top = max(0, min(self.baseline - slot.bitmap_top, self.height - raster.rows))
        cell.paint(drawn, left, top)
        return cell


# Vietnamese letters


class Marks:
    """The pictures of marks for one size."""

    def __init__(self, path, size):
        self.pictures, self.gaps = {}, {}
        scale, wanted = 1, size
        if size == (24, 48):
            scale, wanted = 2, (12, 24)
        self.gap = scale
        current = None
        for heading, *lines in blocks(path):
            words = heading.split()
            if words[0] == "size":
                current = tuple(int(n) for n in words[1].split("x"))
            elif current == wanted:
                picture = Bitmap.from_picture(lines)
                self.pictures[words[1]] = picture.doubled() if scale == 2 else picture
                self.gaps[words[1]] = 0 if "gap=0" in words else self.gap

    def above(self, names, letter):
        """What stands over a letter with these marks, and the free rows below it."""
        together = "+".join(names)
        for name in (f"{together}.{letter}", f"{together}.capital" if letter.isupper() else "", together):
            if name in self.pictures:
                return self.pictures[name], self.gaps[name]
        low, high = (self.pictures[name] for name in names)
        width = max(low.width, high.width)
        both = Bitmap(width, low.height + self.gap + high.height)
        both.paint(high, (width - high.width) // 2, 0)
        both.paint(low, (width - low.width) // 2, high.height + self.gap)
        return both, self.gap


def parts(char):
    """A Vietnamese letter as its base (with horn) and the names of its marks, the inner one first."""
    base, *marks = unicodedata.normalize("NFD", char)
    if HORN in marks:
        marks.remove(HORN)
        base = unicodedata.normalize("NFC", base + HORN)
    names = [MARKS[mark] for mark in marks if mark in MARKS]
    return base, sorted(names, key=lambda name: name not in ("circumflex", "breve"))


def is_marked(char):
    """Whether a character is a Vietnamese vowel with a mark that is put on."""
    decomposed = unicodedata.normalize("NFD", char)
    if len(decomposed) == 1 or any(mark not in MARKS and mark != HORN for mark in decomposed[1:]):
        return False
    base, names = parts(char)
    return base.lower() in VOWELS and bool(names)


def compose(char, letters, marks):
    """A letter with its marks."""
    base, names = parts(char)
    capital = base.isupper()
    baseline = letters.letter("x").ink()[3]
    top = letters.letter("H" if capital else "x").ink()[1]
    bitmap = letters.letter("ı" if base == "i" and names != ["dot"] else base)
    # Where the middle is: a horn is on the right of the upper half, the tail of y on the left of the lower half.
    half = (top + baseline) // 2
    first, last = (half, baseline) if base in "ơưƠƯ" else (top, half) if base in "yY" else (top, baseline)
    left, _, right, _ = bitmap.ink(first, last)

    if "dot" in names:
        names = [name for name in names if name != "dot"]
        paint_below(bitmap, marks, base, (left, right), baseline)
    if names:
        picture, gap = marks.above(names, base)
        top = min(top, bitmap.ink()[1])  # a horn stands higher
        need = picture.height + gap - top
        if need > 0:
            bitmap.squeeze(need, top, baseline)
            top += need
        at = (left + right - picture.width) // 2
        at = max(0, min(at, bitmap.width - picture.width))
        bitmap.paint(picture, at, top - gap - picture.height)
    return bitmap


def paint_below(bitmap, marks, base, sides, baseline):
    """Puts the dot below a letter. That of y stands beside or below its tail."""
    dot = marks.pictures["dot"]
    room = bitmap.height - baseline
    top = baseline + max(marks.gap, min(2 * marks.gap, room - dot.height))
    at = (sum(sides) - dot.width + 1) // 2
    if base == "y":
        tail = bitmap.ink(baseline)
        if tail[2] + marks.gap + dot.width <= bitmap.width:
            at = max(at, tail[2] + marks.gap)
        else:
            bitmap.squeeze(1, bitmap.ink()[1], baseline)
            lift(bitmap)
            top = bitmap.height - 1
            dot = Bitmap.from_picture(["#" * dot.width])
    bitmap.paint(dot, at, top)


def lift(bitmap):
    """Moves all up by a row."""
    bitmap.rows = bitmap.rows[1:] + [[False] * bitmap.width]


# Signs

LINES = {  # which arms a line sign has: left, right, up, down
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu",
    "├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru", "┼": "lrud",
}  # fmt: skip
BLOCKS = {  # left, top, right, bottom in halves of the cell
    "█": (0, 0, 2, 2), "▀": (0, 0, 2, 1), "▄": (0, 1, 2, 2), "▌": (0, 0, 1, 2), "▐": (1, 0, 2, 2),
}  # fmt: skip
SHADES = {"░": 1, "▒": 2, "▓": 3}
ARROWS = {"←": "l", "→": "r", "↑": "u", "↓": "d"}
TRIANGLES = {"▶": "r", "◀": "l", "▲": "u", "▼": "d", "►": "r", "◄": "l"}
POINTERS = "►◄"


def draw_line(char, width, height):
    """Lines meet in the middle of the cell and reach its edges."""
    thick = max(1, round(width / 7))
    left, top = (width - thick) // 2, (height - thick) // 2
    arms = {
        "l": (0, top, left + thick, top + thick),
        "r": (left, top, width, top + thick),
        "u": (left, 0, left + thick, top + thick),
        "d": (left, top, left + thick, height),
    }
    boxes = [arms[arm] for arm in LINES[char]]
    return Bitmap.from_function(
        width, height, lambda x, y: any(a <= x < c and b <= y < d for a, b, c, d in boxes)
    )


def draw_block(char, width, height):
    """Halves that fit together."""
    left, top, right, bottom = BLOCKS[char]
    return Bitmap.from_function(
        width, height, lambda x, y: left <= 2 * x / width < right and top <= 2 * y / height < bottom
    )


def draw_shade(char, width, height):
    """A pattern of dots that goes on in the next cell."""
    dot = 1 if width < 12 else 2 if width < 24 else 3

    def inside(x, y):
        column, row = int(x) // dot % 2, int(y) // dot % 2
        rank = {(0, 0): 1, (1, 1): 2, (1, 0): 3, (0, 1): 4}[column, row]
        return rank <= SHADES[char]

    return Bitmap.from_function(width, height, inside)


def turned(direction, x, y):
    """Coordinates as seen from a sign that points to the right."""
    return {"r": (x, y), "l": (-x, y), "u": (-y, x), "d": (y, x)}[direction]


def draw_arrow(char, width, height):
    """An arrow through the middle of the cell."""
    thick, reach = max(2, round(width / 5)) / 2, width / 2 - 0.4
    head = reach * 0.95

    def inside(x, y):
        along, across = turned(ARROWS[char], x - width / 2, y - height / 2)
        across = abs(across)
        shaft = across <= thick and -reach <= along <= reach - thick
        barb = across <= head and abs(along - (reach - across)) <= thick * 1.5 and along <= reach
        return shaft or barb

    return Bitmap.from_function(width, height, inside)


def draw_triangle(char, width, height):
    """Filled triangles; the pointers are lower than the triangles."""
    reach = width / 2
    half = reach * (0.95 if char in POINTERS else 1.2)

    def inside(x, y):
        along, across = turned(TRIANGLES[char], x - width / 2, y - height / 2)
        return -reach <= along and abs(across) <= half * (reach - along) / (2 * reach)

    return Bitmap.from_function(width, height, inside)


def draw_shape(char, width, height):
    """Discs, squares and the diamond, in the middle of the cell."""
    reach = width / 2
    thick = max(1, width / 7)

    def distance(x, y):
        dx, dy = abs(x - width / 2), abs(y - height / 2)
        return {"●": (dx**2 + dy**2) ** 0.5, "○": (dx**2 + dy**2) ** 0.5, "◆": dx + dy}.get(char, max(dx, dy))

    edge = reach - (0 if char in "●○◆" else width / 16)
    inner = edge - thick if char in "○□" else -1
    return Bitmap.from_function(width, height, lambda x, y: inner < distance(x, y) <= edge)


def draw_tick(_, width, height):
    """✓: a short stroke down, a long one up."""
    thick = width / 9
    low = (width * 0.36, height * 0.68)
    strokes = [((width * 0.08, height * 0.5), low), (low, (width * 0.92, height * 0.24))]

    def near(x, y, start, end):
        (ax, ay), (bx, by) = start, end
        along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        along = max(0, min(1, along))
        return ((x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2) ** 0.5 <= thick

    return Bitmap.from_function(width, height, lambda x, y: any(near(x, y, *stroke) for stroke in strokes))


def draw_dot(char, width, height):
    """The dot between two things, and the larger one before an item."""
    reach = width * (0.32 if char == "•" else 0.17)
    reach = max(reach, 1.2)
    return Bitmap.from_function(
        width, height, lambda x, y: ((x - width / 2) ** 2 + (y - height / 2) ** 2) ** 0.5 <= reach
    )


def draw_replacement(_, width, height):
    """A crossed box: seen at once, like no letter."""
    thick, margin = max(1, width // 8), height // 8

    def inside(x, y):
        y = y - margin
        tall = height - 2 * margin
        if not 0 <= y < tall:
            return False
        frame = x < thick or x >= width - thick or y < thick or y >= tall - thick
        cross = abs(x / width - y / tall) < 0.08 or abs(1 - x / width - y / tall) < 0.08
        return frame or cross

    return Bitmap.from_function(width, height, inside)


PAINTERS = {
    **dict.fromkeys(LINES, draw_line),
    **dict.fromkeys(BLOCKS, draw_block),
    **dict.fromkeys(SHADES, draw_shade),
    **dict.fromkeys(ARROWS, draw_arrow),
    **dict.fromkeys(TRIANGLES, draw_triangle),
    **dict.fromkeys("●○◆■□", draw_shape),
    **dict.fromkeys("·•", draw_dot),
    "✓": draw_tick,
    REPLACEMENT: draw_replacement,
}


# Fonts


def read_glyphs(path):
    """The glyphs in their order: the character, and those that are drawn the same."""
    glyphs = []
    for line in path.read_text("utf-8").splitlines():
        codes = line.split("#")[0].split()
        if codes:
            first, *others = (chr(int(code.removeprefix("U+"), 16)) for code in codes)
            glyphs.append((first, others))
    if len(glyphs) > GLYPHS:
        sys.exit(f"{len(glyphs)} glyphs: the console takes {GLYPHS}")
    if glyphs[ord(" ")][0] != " ":
        sys.exit("the blank must be glyph 32: the console wipes with it")
    return glyphs


def draw(char, size, letters, marks):
    """One glyph of a font."""
    width, height = size
    if char == " ":
        return Bitmap(width, height)
    if char in PAINTERS:
        return PAINTERS[char](char, width, height)
    if is_marked(char):
        return compose(char, letters, marks)
    bitmap = letters.letter(char)
    if bitmap is None:
        sys.exit(f"no source has U+{ord(char):04X}")
    return bitmap


def psf2(size, bitmaps, glyphs):
    """A PSF2 file: header, glyphs, Unicode table."""
    width, height = size
    cells = [bitmap.packed() for bitmap in bitmaps]
    unused = GLYPHS - len(cells)
    cells += [bytes(len(cells[0]))] * unused
    header = struct.pack("<4s7I", b"\x72\xb5\x4a\x86", 0, 32, 1, len(cells), len(cells[0]), height, width)
    table = b"".join((first + "".join(others)).encode("utf-8") + b"\xff" for first, others in glyphs) + b"\xff" * unused
    return header + b"".join(cells) + table


def png(rows, scale):
    """A grey picture as PNG, every pixel drawn `scale` times as large."""
    lines = [bytes(value for value in row for _ in range(scale)) for row in rows for _ in range(scale)]

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", len(lines[0]), len(lines), 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


SAMPLE = [
    "Nguyễn Thị Tập đăng ký tạm trú ở Thái Nguyên",
    "àáảãạ ăằắẳẵặ âầấẩẫậ èéẻẽẹ êềếểễệ ìíỉĩị",
    "òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ đ",
    "ÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ ÈÉẺẼẸ ÊỀẾỂỄỆ ÌÍỈĨỊ",
    "ÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ ÙÚỦŨỤ ƯỪỨỬỮỰ ỲÝỶỸỴ Đ",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 1lI| 0O",
    "abcdefghijklmnopqrstuvwxyz !\"#$%&'()*+,-./:;<=>?@",
    "[\\]^_`{|}~ “”‘’–—…·•°×÷₫§ ←↑→↓ ▶►◄◀▲▼ ●○◆■□✓ \ufffd",
    "┌─┬─┐ █▓▒░▀▄▌▐ ĐÂY LÀ BÀI TẬP · ĐỖ THỊ MỸ LỆ",
    "│ │ │ █▓▒░▀▄▌▐ QUYẾT ĐỊNH SỐ 757, ẨM THỰC, ẰẴ",
    "├─┼─┤ Quyết định số, kẻ gian lừa đảo, 150.000 ₫",
    "└─┴─┘ äöüÄÖÜñçåæøß «»¿¡ ½¼¾ ©®ª±²³",
]


def sheet(size, glyphs, bitmaps):
    """A page of text set in a font."""
    width, height = size
    cells = {char: bitmap for (first, others), bitmap in zip(glyphs, bitmaps) for char in [first, *others]}
    columns = max(len(line) for line in SAMPLE)
    rows = [[0] * (columns * width) for _ in range(len(SAMPLE) * height)]
    for line, text in enumerate(SAMPLE):
        for column, char in enumerate(text):
            for y, row in enumerate(cells[char].rows):
                for x, on in enumerate(row):
                    if on:
                        rows[line * height + y][column * width + x] = 255
    return png(rows, max(1, round(32 / width)))


def fonts():
    """Size and sources of every font."""
    yield (8, 16), Pictures(HERE / "letters-8x16.txt")
    for size, pixels, baseline in [((12, 24), (20, 19), 19), ((16, 32), (26, 26), 26), ((24, 48), (40, 38), 39)]:
        yield size, Outlines(OUTLINES, size, pixels, baseline)


def main():
    """Writes every font."""
    arguments = argparse.ArgumentParser(description="Makes the console fonts of the kiosk.")
    arguments.add_argument("--to", type=Path, default=HERE, help="folder of the fonts (this one)")
    arguments.add_argument("--sheet", type=Path, help="folder for a picture of every font")
    wanted = arguments.parse_args()
    glyphs = read_glyphs(HERE / "glyphs.txt")
    for size, letters in fonts():
        marks = Marks(HERE / "marks.txt", size)
        bitmaps = [draw(first, size, letters, marks) for first, _ in glyphs]
        name = "kiosk-{}x{}".format(*size)
        packed = gzip.compress(psf2(size, bitmaps, glyphs), compresslevel=9, mtime=0)
        (wanted.to / f"{name}.psf.gz").write_bytes(packed)
        print(f"{name}.psf.gz: {len(glyphs)} glyphs, {len(packed)} bytes")
        if wanted.sheet:
            (wanted.sheet / f"{name}.png").write_bytes(sheet(size, glyphs, bitmaps))


if __name__ == "__main__":
    main()
