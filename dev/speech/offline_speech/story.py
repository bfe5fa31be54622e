"""The story, from the same sentences that the agent's grammar knows."""

STORY = (
    "Once upon a time, a sailor lived beside the river.",
    "Every morning he walked into the forest with his dog.",
    "One day they discovered a wooden house under the mountain.",
    "An old woman opened the window, and invited them inside.",
    "She cooked potatoes, and told them about the winter.",
    "The dog was sleeping quietly in front of the fire.",
    "Later, a terrible storm covered the valley with water.",
    "Nobody could travel until the following summer.",
    "So they repaired the roof, and planted a garden.",
)
END = "That is the end of the story."


def tell(rounds: int) -> str:
    return " ".join([*STORY * rounds, END])


_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)


def count_to(last: str) -> str:
    top = _NUMBERS.index(last) + 1 if last in _NUMBERS else min(int(last), len(_NUMBERS))
    return ", ".join(_NUMBERS[:top]).capitalize() + "."
