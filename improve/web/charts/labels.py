"""Where labels go so that none lies on another."""

from collections.abc import Iterator, Sequence

from improve.web.charts.text import width


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centers as near as possible to the wanted ones, no two closer than their sizes ask, all within low..high.

    Least squares with the order kept (pool adjacent violators). What cannot fit is spaced evenly.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    total = sum(sizes)
    if not order:
        return []
    if total > high - low:
        return _even(order, low, high)
    offsets, used = [], 0.0
    for place in order:
        offsets.append(used + sizes[place] / 2)
        used += sizes[place]
    blocks: list[tuple[float, int]] = []
    for place, offset in zip(order, offsets, strict=True):
        mean, count = wanted[place] - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, others = blocks.pop()
            mean = (mean * count + other * others) / (count + others)
            count += others
        blocks.append((mean, count))
    firsts = [mean for mean, count in blocks for _ in range(count)]
    centers = [0.0] * len(order)
    for place, offset, first in zip(order, offsets, firsts, strict=True):
        centers[place] = max(low, min(high - total, first)) + offset
    return centers


def _even(order: Sequence[int], low: float, high: float) -> list[float]:
    centers = [0.0] * len(order)
    slot = (high - low) / len(order)
    for rank, place in enumerate(order):
        centers[place] = low + (rank + 0.5) * slot
    return centers


def thin(
    places: Sequence[float],
    texts: Sequence[str],
    sizes: Sequence[float],
    *,
    most: int,
    gap: float,
    room: float,
) -> list[int]:
    """Which labels below an axis are shown: all if they fit, else a few at even steps, the last among them.

    `places` are the centers, `sizes` the widths, `room` is the width of the drawing: a label at its edge is
    moved inside.
    A text that only repeats the one before it (two weeks of one month) is left out.
    """
    fresh = [place for place, text in enumerate(texts) if text and (place == 0 or texts[place - 1] != text)]
    for chosen in _choices(fresh, most):
        if _clear([places[c] for c in chosen], [sizes[c] for c in chosen], gap, room):
            return chosen
    return fresh[-1:]


def _choices(fresh: list[int], most: int) -> Iterator[list[int]]:
    """Ever fewer labels. Steps that end at both ends come first, then the last and every second or third
    before it, then both ends with steps that differ by one."""
    yield fresh
    last = len(fresh) - 1
    for step in range(2, last + 1):
        if last // step + 1 > most:
            continue
        for wider in range(step, step * 3 // 2 + 1):
            if last % wider == 0:
                yield fresh[::wider]
        if step <= 3:
            yield fresh[last % step :: step]
        number = max(1, round(last / step))
        yield [fresh[round(rank * last / number)] for rank in range(number + 1)]


def _clear(centers: Sequence[float], sizes: Sequence[float], gap: float, room: float) -> bool:
    end = float("-inf")
    for center, size in zip(centers, sizes, strict=True):
        left = inside(center, size, room)
        if left < end + gap:
            return False
        end = left + size
    return True


def apart(places: Sequence[float], texts: Sequence[str], *, first: int, room: float) -> list[int]:
    """The label `first` and, going outward from it, those that have room beside the ones already shown."""
    chosen = [first]
    for outward in (range(first + 1, len(places)), range(first - 1, -1, -1)):
        near = first
        for place in outward:
            low, high = min(near, place), max(near, place)
            sizes = [width(texts[low]), width(texts[high])]
            if _clear([places[low], places[high]], sizes, 8, room):
                chosen.append(place)
                near = place
    return sorted(chosen)


def inside(center: float, size: float, room: float) -> float:
    """Left edge of a box of this size around `center`, moved so that it stays within 0..room."""
    return max(1.0, min(room - 1 - size, center - size / 2))
