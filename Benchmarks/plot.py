"""Plots as SVG, with nothing but the standard library."""

from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 760, 250, 110, 30, 48


def bars(path, title, unit, rows):
    """One horizontal bar for each (name, value); the longest fills the width."""
    most = max((value for _, value in rows), default=1) or 1
    height = TOP + ROW * len(rows) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="14" role="img">',
        f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="bold">{escape(title)}, {escape(unit)}</text>',
    ]
    for number, (name, value) in enumerate(rows):
        y = TOP + number * ROW
        length = (WIDTH - LEFT - RIGHT) * value / most
        colour = "#1d5fa8" if name == "daybook" else "#9aa7b4"
        parts.append(f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="20" fill="{colour}"/>')
        parts.append(f'<text x="{LEFT + length + 6:.1f}" y="{y + 15}">{value:,.0f}</text>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts + ["</svg>"]) + "\n")


COLOURS = ["#1d5fa8", "#c2562b", "#3b8554", "#7a4fa0", "#9aa7b4"]


def lines(path, title, across, up, series):
    """Curves: name -> [(x, y)], both axes from nought."""
    height, bottom = 340, 60
    points = [point for curve in series.values() for point in curve]
    widest, highest = max(x for x, _ in points) or 1, max(y for _, y in points) or 1

    def place(x, y):
        return 70 + (WIDTH - 250) * x / widest, height - bottom - (height - bottom - TOP) * y / highest

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="bold">{escape(title)}</text>',
        f'<text x="70" y="{height - 12}">{escape(across)}, up to {widest:,.0f}</text>', f'<text x="70" y="{TOP - 6}">{escape(up)}, up to {highest:,.0f}</text>',
        f'<path d="M70 {TOP} V{height - bottom} H{WIDTH - 180}" fill="none" stroke="#444"/>',
    ]
    for number, (name, curve) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        path_of = " L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in curve))
        parts.append(f'<path d="M{path_of}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - 172}" y="{TOP + 18 * number}" fill="{colour}">{escape(name)}</text>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts + ["</svg>"]) + "\n")
