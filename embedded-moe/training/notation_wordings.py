"""The ways to ask about notation, by task and split. Fields: ``n`` the number, ``d`` a weekday, ``way`` before or after."""

from __future__ import annotations

from wordings import Wordings

_ASK = "[what is|what's|give me|write|show|tell me|convert|express|put]"

WORDINGS = {
    "roman": Wordings(
        train=(
            _ASK + " {n} [in Roman numerals|as a Roman numeral|in Roman|in Roman notation]?",
            "[Roman numeral|Roman numerals|the Roman numeral] [for|of] {n}[?|]",
            "[what is|find|give me] the Roman [numeral|number|form] [for|of] {n}?",
            "how [do you write|do I write|is|would I write] {n} [written |][in Roman numerals|as a Roman numeral]?",
            "[turn|change] {n} into [Roman numerals|a Roman numeral].",
            "{n} [to|in|as] Roman[ numerals|]",
        ),
        router=(
            "which Roman numeral stands for {n}?",
            "how did the Romans write {n}?",
            "I need {n} in Roman numerals.",
        ),
        test=(
            "what would {n} be in Roman numerals?",
            "can you write {n} as a Roman numeral?",
            "please convert {n} to Roman numerals.",
        ),
    ),
    "arabic": Wordings(
        train=(
            "[what number is|which number is|what is|what's] [the Roman numeral |]{n}[ in Roman numerals|]?",
            "[convert|turn|change] [the Roman numeral |]{n} [to|into] [a number|digits|an ordinary number|Arabic numerals].",
            "[what is|give me|find|show] the [value|number] of [the Roman numeral |]{n}?",
            "[what does|how much is] [the Roman numeral |Roman |]{n}[ mean| stand for|]?",
            "[write|express|put] {n} [in digits|as a number|in Arabic numerals].",
            "[Roman |]{n} [in|as] [digits|a number]",
        ),
        router=(
            "how would I read the Roman numeral {n}?",
            "decode the Roman numeral {n}.",
            "which number does {n} stand for in Roman numerals?",
        ),
        test=(
            "what number does the Roman numeral {n} represent?",
            "can you read {n} as a number?",
            "tell me the value of {n} in digits.",
        ),
    ),
    "binary": Wordings(
        train=(
            _ASK + " {n} [in binary|as a binary number|in base two|in base 2]?",
            "[turn|change] {n} into [binary|a binary number].",
            "[what is|give me|find] the binary [form|representation|number] of {n}?",
            "how [do you write|do I write|is] {n} [written |]in binary?",
            "{n} [to|in] binary",
        ),
        router=(
            "which binary number equals {n}?",
            "how would a computer write {n} in binary?",
            "I need {n} in binary digits.",
        ),
        test=(
            "what would {n} be in binary?",
            "please convert {n} to binary.",
            "can you write {n} as a binary number?",
        ),
    ),
    "weekday": Wordings(
        train=(
            "[what|which] [day|weekday|day of the week] [is|comes|falls] {n} days {way} [a |]{d}?",
            "[what|which] [day|weekday] is it {n} days {way} [a |]{d}?",
            "{n} days {way} {d}[ is| is what day|?|: which day?|]",
            "[tell me|give me|name|find] the [day|weekday] {n} days {way} {d}.",
            "starting [from|on] {d}, [what|which] day is {n} days {way}?",
        ),
        router=(
            "if you count {n} days {way} {d}, which day do you reach?",
            "what weekday do we have {n} days {way} {d}?",
            "name the day of the week {n} days {way} a {d}.",
        ),
        test=(
            "which day of the week will be {n} days {way} {d}?",
            "can you tell me what day comes {n} days {way} {d}?",
            "what day do I get {n} days {way} {d}?",
        ),
    ),
}
