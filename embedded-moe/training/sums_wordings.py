"""The ways to ask for a sum, by operation and split. Fields: ``a`` and ``b`` the operands, ``more`` the comparison."""

from __future__ import annotations

from wordings import Wordings

_ASK = "[what is|what's|whats|what is|calculate|compute|work out|find|evaluate|solve|how much is|give me|can you calculate|could you work out|figure out|determine]"
_THINGS = "[apples|coins|books|euros|dollars|pens|cards|eggs|stamps|marbles]"

ADD = Wordings(
    train=(
        _ASK + " {a}[ + |+| plus | + ]{b}?",
        "{a}[ + |+| plus ]{b}[ =| = ?| equals| equals what?|?|| is|]",
        "[add|sum|add together] {a} and {b}.",
        "add {b} to {a}.",
        "[what is|find|compute|calculate|give me] the [sum|total] of {a} and {b}?",
        "[what do you get|what do I get|what is the result] [when|if] [you|I|we] add {a} [and|to|plus] {b}?",
        "[what is|calculate|] {a} [added to|and] {b}[ together| in total|]?",
        "[increase|raise] {a} by {b}.",
        "how much [do {a} and {b} make|is {a} and {b} together|are {a} and {b} together]?",
        "I have {a} " + _THINGS + " and [get|buy|find] {b} more. How many do I have[ now| in total|]?",
        "[what number is|which number is] {b} more than {a}?",
        "what is {a} increased by {b}?",
    ),
    router=(
        "what does {a} plus {b} come to?",
        "sum up {a} and {b}.",
        "what is the answer to {a} + {b}?",
        "put {a} and {b} together, what is the total?",
        "do you know {a} + {b}?",
    ),
    test=(
        "can you add up {a} and {b}?",
        "what is the result of {a} + {b}?",
        "if I add {b} to {a}, what do I get?",
        "what would {a} plus {b} be?",
        "please add {a} and {b}.",
        "tell me what {a} + {b} is.",
    ),
)

SUBTRACT = Wordings(
    train=(
        _ASK + " {a}[ - |-| minus | - ]{b}?",
        "{a}[ - |-| minus ]{b}[ =| = ?| equals| equals what?|?|| is|]",
        "[subtract|deduct] {b} from {a}.",
        "[take|take away] {b} [from|away from] {a}.",
        "[what is|find|compute|calculate|give me] the difference [of|between] {a} and {b}[, that is {a} - {b}|, so {a} minus {b}]?",
        "[what do you get|what do I get|what is left|what remains] [when|if] [you|I|we] [subtract|take] {b} from {a}?",
        "[what is|calculate|] {a} [less|take away|reduced by] {b}?",
        "[decrease|reduce|lower] {a} by {b}.",
        "[what number is|which number is] {b} less than {a}?",
        "how much is {b} subtracted from {a}?",
    ),
    router=(
        "what does {a} minus {b} come to?",
        "remove {b} from {a}.",
        "what is the answer to {a} - {b}?",
        "do you know {a} - {b}?",
        "if I subtract {b} from {a}, what do I get?",
    ),
    test=(
        "can you take {b} away from {a}?",
        "what is the result of {a} - {b}?",
        "what would {a} minus {b} be?",
        "please subtract {b} from {a}.",
        "tell me what {a} - {b} is.",
        "when I take {b} from {a}, what is left?",
    ),
)

MULTIPLY = Wordings(
    train=(
        _ASK + " {a}[ * |*| times | x |x| times | multiplied by ]{b}?",
        "{a}[ * |*| times | x |x ]{b}[ =| = ?| equals| equals what?|?|| is|]",
        "multiply {a} [by|with|and] {b}.",
        "[what is|find|compute|calculate|give me] the product of {a} and {b}?",
        "[what do you get|what do I get|what is the result] [when|if] [you|I|we] multiply {a} [by|with|and] {b}?",
        "how [much is|much are] {a} [times|by] {b}?",
        "[there are|I have] {a} boxes [with|of] {b} " + _THINGS + " each. How many [is that|are there|are there in total|do I have]?",
    ),
    router=(
        "what does {a} times {b} come to?",
        "what is the answer to {a} * {b}?",
        "do you know {a} x {b}?",
        "if I multiply {a} by {b}, what do I get?",
    ),
    test=(
        "can you multiply {a} and {b}?",
        "what is the result of {a} * {b}?",
        "what would {a} times {b} be?",
        "please multiply {a} by {b}.",
        "tell me what {a} x {b} is.",
    ),
)

COMPARE = Wordings(
    train=(
        "[which|which number|which one|what] is [the |]{more}[, |: ]{a} or {b}?",
        "[which|what] is the {more} [number|one|value][, |: |: ]{a} or {b}?",
        "[give me|find|tell me|name|pick|show me] the {more} [number|one|] of {a} and {b}.",
        "{a} or {b}[, |: | - ][which is|which one is|what is] {more}?",
        "[what is|which is] the {more} of {a} and {b}?",
        "compare {a} [and|with] {b}[.|:|,] [which|which one] is {more}?",
        "of {a} and {b}, [which|which one|which number] is {more}?",
    ),
    router=(
        "is {a} or {b} {more}?",
        "between {a} and {b}, which is {more}?",
        "choose the {more} number: {a} or {b}.",
    ),
    test=(
        "tell me which is {more}, {a} or {b}.",
        "which of {a} and {b} is {more}?",
        "which of the two is {more}, {a} or {b}?",
    ),
)

YES_NO = Wordings(
    train=(
        "is {a} {more} than {b}?",
        "[is it true that|do you think that|would you say that] {a} is {more} than {b}?",
        "{a} is {more} than {b}[, yes or no?|, right?|, true?|?]",
        "is {a} [really|indeed|] {more} than {b}?",
    ),
    router=("is the number {a} {more} than {b}?", "yes or no: is {a} {more} than {b}?"),
    test=("would {a} be {more} than {b}?", "is {a} actually {more} than {b}?"),
)
