"""Lists of people whose plans begin, in tests."""

HEADINGS = "First name,Last name,Email,Interaction,Event name"


def a_list(number: int, *, asking: int = 0, first: int = 0) -> str:
    """So many people who did two things each, then so many who asked to be contacted."""
    two = [
        f"Ana{n},Berg{n},ana{n}@polder{n}.example,{what}"
        for n in range(first, first + number)
        for what in ("download,Guide", "booth visit,Fair")
    ]
    ask = [f"Ida{n},Moe{n},ida{n}@solano{n}.example,contact request,Form" for n in range(first, first + asking)]
    return "\n".join([HEADINGS, *two, *ask])
