"""What can be wrong with an answer, said beside its field in two languages."""

from __future__ import annotations

from service.engine.program import Text


class Fault(str):
    """A fault as marshmallow carries it: a text, here in two languages."""

    __slots__ = ("text",)
    text: Text

    def __new__(cls, ko: str, en: str) -> Fault:
        """Keep both."""
        made = super().__new__(cls, ko)
        made.text = Text(ko, en)
        return made


EMPTY = Fault(
    "답을 적어 주십시오. 모르시면 ‘모르겠어요’를 골라 주십시오.",
    "Please answer, or choose “I don’t know”.",
)
NOT_CHOSEN = Fault(
    "하나를 골라 주십시오. 모르시면 ‘모르겠어요’를 골라 주십시오.",
    "Please choose one, or “I don’t know”.",
)
BOTH = Fault(
    "답을 적고 ‘모르겠어요’도 고르셨습니다. 하나만 남겨 주십시오.",
    "You answered and also chose “I don’t know”. Please keep only one.",
)
RESIDENT = Fault(
    "주민등록번호로 보이는 숫자가 있어 지웠습니다. 주민등록번호는 받지 않으며 저장하지 않았습니다.",
    "This looked like a resident registration number, so it was removed. We never take or keep one.",
)
UNREADABLE = Fault(
    "읽을 수 없는 문자가 들어 있습니다. 지우고 다시 적어 주십시오.",
    "There are characters that cannot be read. Please type it again.",
)
TOO_LONG = Fault("너무 깁니다. 짧게 적어 주십시오.", "This is too long. Please shorten it.")

NOT_MONEY = Fault(
    "금액을 읽지 못했습니다. ‘8300만원’, ‘1억 2천만원’, ‘83,000,000원’처럼 적어 주십시오.",
    "The amount could not be read. Write it like “83,000,000” or “83 million”.",
)
COMMAS = Fault(
    "쉼표 자리가 맞지 않습니다. ‘83,000,000’처럼 세 자리마다 찍거나 빼 주십시오.",
    "The commas are out of place. Write “83,000,000” or leave them out.",
)
NEGATIVE = Fault("0보다 작을 수 없습니다.", "It cannot be less than zero.")
HUNDREDS_OF_WHAT = Fault(
    "천·백 뒤의 단위를 알 수 없습니다. ‘2천만원’이나 ‘2천원’처럼 끝까지 적어 주십시오.",
    "The unit after “천” or “백” is not clear. Write “2천만원” or “2천원” in full.",
)
AFTER_EOK = Fault(
    "억 뒤의 단위를 알 수 없습니다. ‘1억 2500만원’처럼 ‘만’까지 적어 주십시오.",
    "The unit after “억” is not clear. Write “1억 2500만원” in full.",
)
PART_OF_WON = Fault(
    "1원보다 작은 금액이 있습니다. 금액을 다시 확인해 주십시오.",
    "There is a part of a won in it. Please check the amount.",
)

NOT_NUMBER = Fault("숫자로 적어 주십시오.", "Please write a number.")
NOT_WHOLE = Fault("소수점 없이 적어 주십시오.", "Please write a whole number.")

NOT_DATE = Fault(
    "날짜를 읽지 못했습니다. ‘2020-03-02’, ‘2020. 3. 2.’, ‘20200302’처럼 적어 주십시오.",
    "The date could not be read. Write it like “2020-03-02” or “20200302”.",
)
SHORT_YEAR = Fault(
    "연도는 네 자리로 적어 주십시오. 보기: 2020-03-02",
    "Please write the year with four digits, such as 2020-03-02.",
)
NO_DAY = Fault(
    "월과 일까지 적어 주십시오. 보기: 2020-03-02", "Please add month and day: 2020-03-02."
)
NO_SUCH_DAY = Fault(
    "달력에 없는 날짜입니다. 다시 확인해 주십시오.",
    "There is no such day in the calendar. Please check it.",
)
FUTURE = Fault(
    "오늘보다 뒤의 날짜입니다. 다시 확인해 주십시오.",
    "This day is still to come. Please check it.",
)
TOO_EARLY = Fault(
    "1900년보다 앞선 날짜입니다. 다시 확인해 주십시오.",
    "This is before 1900. Please check it.",
)
TOO_LATE = Fault(
    "너무 먼 뒤의 날짜입니다. 다시 확인해 주십시오.",
    "This is too far in the future. Please check it.",
)

NOT_A_CHOICE = Fault(
    "보기에 없는 답입니다. 다시 골라 주십시오.",
    "This is not among the choices. Please choose again.",
)
NO_TRADE = Fault(
    "맞는 업종을 찾지 못했습니다. ‘치킨’, ‘미용실’, ‘네일’처럼 파는 것이나 하는 일을 다른 낱말로 적어 주십시오.",
    "No trade was found. Try another word for what you sell or do, in Korean or English, such as “coffee”.",
)
NO_CODE = Fault(
    "한국표준산업분류(11차)에 없는 업종코드입니다. 하는 일을 낱말로 적어 주셔도 됩니다.",
    "There is no such code in the Korean Standard Industrial Classification (11th revision). "
    "You may also describe your trade in words.",
)
WHICH_TRADE = Fault(
    "비슷한 업종이 여럿입니다. 맞는 것을 하나 골라 주십시오.",
    "Several trades come close. Please choose the one that fits.",
)
THIS_TRADE = Fault(
    "이 업종이 맞습니까? 맞으면 골라 주시고, 아니면 다른 낱말로 다시 찾아 주십시오.",
    "Is this your trade? If so, please choose it; if not, search with another word.",
)

NO_RESULT = Fault(
    "이 번호로 저장된 결과가 없습니다. 번호를 다시 확인해 주십시오. 저장한 지 30일이 지났으면 지워졌습니다.",
    "Nothing is kept under this code. Please check it; results are deleted after 30 days.",
)
NOT_A_CODE = Fault(
    "저장 번호는 글자와 숫자 여덟 자리입니다. 보기: ABCD-2345",
    "A code has eight letters and digits, such as ABCD-2345.",
)


def small_amount(amount: str, ten_thousands: str) -> Fault:
    """Ask whether a bare small number was meant in ten thousands."""
    return Fault(
        f"{amount}이 맞습니까? 맞으면 ‘{amount}’이라고 ‘원’을 붙여 주시고, "
        f"만 원 단위이면 ‘{ten_thousands}’이라고 적어 주십시오.",
        f"Do you mean {amount}? If so add “원”; if you meant ten thousands of won, "
        f"write “{ten_thousands}”.",
    )


def at_most(words: str, words_en: str) -> Fault:
    """Refuse a value beyond the greatest one."""
    return Fault(
        f"{words}까지 적을 수 있습니다. 값을 다시 확인해 주십시오.",
        f"It can be {words_en} at most. Please check it.",
    )


def at_least(words: str, words_en: str) -> Fault:
    """Refuse a value below the least one."""
    return Fault(
        f"{words}부터 적을 수 있습니다. 값을 다시 확인해 주십시오.",
        f"It must be {words_en} at least. Please check it.",
    )


def in_steps(words: str, words_en: str) -> Fault:
    """Refuse a value between two steps."""
    return Fault(f"{words} 단위로 적어 주십시오.", f"Please write it in steps of {words_en}.")


def other_unit(unit: str) -> Fault:
    """Refuse a number with the unit of something else."""
    return Fault(
        f"단위가 다릅니다. ‘{unit}’ 단위의 수를 적어 주십시오.",
        "The unit does not fit. Please write only the number.",
    )
