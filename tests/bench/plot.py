#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""plot.py FILE.tsv: an SVG with a group of bars for each measure of run.sh: medians, as multiples of the present plugin's."""
import collections
import statistics
import sys
from xml.sax.saxutils import escape

SUBJECTS = [("kernel", "this plugin, kernel", "#1a5fb4"), ("user", "this plugin, user space", "#62a0ea"), ("stock", "present plugin", "#9a9996")]
LEFT, BAR, GAP, WIDTH = 500, 14, 12, 460

figures = collections.defaultdict(lambda: collections.defaultdict(list))
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        measure, unit, subject, value = line.rstrip("\n").split("\t")
        figures[f"{measure} [{unit}]"][subject].append(float(value))
groups = []
for measure, by_subject in figures.items():
    base = statistics.median(by_subject["stock"]) if by_subject.get("stock") else 0
    if base:
        groups.append((measure, [(statistics.median(by_subject[name]), statistics.median(by_subject[name]) / base, color)
                                 for name, _, color in SUBJECTS if by_subject.get(name)]))

longest = max((ratio for _, bars in groups for _, ratio, _ in bars), default=1)
out, y = [], 50
for i, (_, label, color) in enumerate(SUBJECTS):
    out.append(f'<rect x="{20 + 240 * i}" y="14" width="14" height="14" fill="{color}"/><text x="{40 + 240 * i}" y="26">{escape(label)}</text>')
for measure, bars in groups:
    out.append(f'<text x="{LEFT - 10}" y="{y + BAR * len(bars) / 2 + 4}" text-anchor="end">{escape(measure)}</text>')
    for median, ratio, color in bars:
        width = max(1, WIDTH * ratio / longest)
        out.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 2}" fill="{color}"/>'
                   f'<text x="{LEFT + width + 5:.1f}" y="{y + BAR - 3}">{median:.4g} ({ratio:.2f})</text>')
        y += BAR
    y += GAP
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 120}" height="{y + 10}" font-family="sans-serif" font-size="12">'
      f'<rect width="100%" height="100%" fill="white"/>{"".join(out)}</svg>')
