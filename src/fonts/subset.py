#!/usr/bin/env python3
"""Remakes the built-in fonts from the full ones. Run it in this folder:

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0
    venv/bin/python subset.py package
    rm -r package venv expo-google-fonts-noto-sans-sc-0.4.3.tgz

What stays: GB 2312 (6763 Han characters, kana, Greek, Cyrillic, symbols), Latin with all its accents,
punctuation, currency, arrows, circled numbers, boxes and ticks, and every character of the shipped
content and theme. The features kept are those that the layout asks for (`pwid` for proportional
quotation marks in English, `kern`, `halt`) and those that shaping needs.
"""
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RANGES = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x1E00, 0x1EFF),  # Latin
    (0x2010, 0x205E), (0x2070, 0x209F), (0x20A0, 0x20CF),  # punctuation, small digits, currency
    (0x2100, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x26FF), (0x2700, 0x27BF),  # arrows, numbers, boxes
    (0x3000, 0x30FF), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),  # CJK punctuation
]


def wanted() -> set[int]:
    chars = {c for first, last in RANGES for c in range(first, last + 1)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                chars.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    for folder in ["content", "themes"]:
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in {".md", ".toml", ".html"}:
                chars.update(map(ord, file.read_text(encoding="utf-8")))
    return chars


def main(package: Path) -> None:
    for source, target in [
        ("400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.subset.ttf"),
        ("700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.subset.ttf"),
    ]:
        options = subset.Options()
        options.hinting = False
        options.layout_features = ["ccmp", "locl", "liga", "pwid", "halt", "kern", "mark"]
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
        options.notdef_outline = True
        options.recalc_timestamp = False
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT", "DSIG"]
        font = TTFont(package / source, recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted())
        subsetter.subset(font)
        font.save(HERE / target)
        print(target, (HERE / target).stat().st_size, "bytes", len(font.getBestCmap()), "characters")
    shutil.copy(package / "LICENSE_FONT", HERE / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
