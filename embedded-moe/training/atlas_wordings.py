"""The ways to ask for a fact of a country, by task and split. Fields: ``c`` the country, ``x`` the given value."""

from __future__ import annotations

from wordings import Wordings

_ASK = "[what is|what's|whats|tell me|give me|name|do you know|can you tell me|find|I want to know|I need|could you tell me|say]"
_WHICH = "[which|what] [country|nation|state]"

WORDINGS = {
    "capital": Wordings(
        train=(
            _ASK + " the [capital|capital city] of {c}?",
            _ASK + " {c}'s [capital|capital city]?",
            "[capital|capital city] of {c}?",
            "{c} capital[ city|]?",
            "{c}[:|,] [capital|what is its capital|name the capital]?",
            "[which|what] city is the [capital|capital city] of {c}?",
            "[which|what] [city|capital] [does {c} have as its capital|belongs to {c}|is {c}'s capital]?",
            "the capital of {c} is[ what| called| which city|]?",
            "where is the [government|capital] of {c}?",
        ),
        router=(
            "{c} has which capital?",
            "which city serves as the capital of {c}?",
            "what is the name of the capital of {c}?",
            "I forgot the capital of {c}, what is it?",
        ),
        test=(
            "what capital does {c} have?",
            "what city is the capital of {c}?",
            "please name the capital city of {c}.",
            "do you happen to know the capital of {c}?",
            "what is the capital city called in {c}?",
        ),
    ),
    "capital-of": Wordings(
        train=(
            _WHICH + " has the capital[ city|] {x}?",
            "{x} is the capital[ city|] of [which|what] [country|nation]?",
            _WHICH + "'s capital is {x}?",
            _WHICH + " has {x} as [its|the] capital[ city|]?",
            "of which [country|nation] is {x} the capital[ city|]?",
            _ASK + " the [country|nation] [whose capital is {x}|with the capital {x}|that has {x} as its capital]?",
            "{x} is [the capital of|the capital city of] [where|what]?",
            "{x}[ -|:|,] capital of [which country|what country|what]?",
            "what is {x} the capital[ city|] of?",
        ),
        router=(
            "whose capital is {x}?",
            "which land has {x} for a capital?",
            "in which country is {x} the capital?",
        ),
        test=(
            "what country has {x} as a capital?",
            "which country is {x} the capital of?",
            "name the country with the capital city {x}.",
            "{x} is the capital of which state?",
        ),
    ),
    "continent": Wordings(
        train=(
            "[which|what] continent is {c} [in|on|part of|located in|located on]?",
            "[on|in] [which|what] continent [is|lies|is there] {c}[ located| situated|]?",
            _ASK + " the continent of {c}?",
            _ASK + " {c}'s continent?",
            "{c}[:| -|,] [which|what] continent?",
            "[where in the world|on what part of the world, which continent,] is {c}?",
            "[what|which] continent does {c} [belong to|lie in|lie on]?",
            "{c} [is on|is in|belongs to|lies in] [which|what] continent?",
            "continent of {c}?",
        ),
        router=(
            "what is the continent where {c} lies?",
            "to which continent does {c} belong?",
            "{c} can be found on what continent?",
        ),
        test=(
            "which continent is home to {c}?",
            "on what continent can I find {c}?",
            "what continent is the country {c} in?",
            "name the continent {c} is on.",
        ),
    ),
    "currency": Wordings(
        train=(
            _ASK + " the [currency|money|official currency] [of|in|used in] {c}?",
            _ASK + " {c}'s [currency|money|official currency]?",
            "[which|what] [currency|money] [does {c} use|is used in {c}|do they use in {c}|do people use in {c}|does {c} have]?",
            "[currency|money] [of|in] {c}?",
            "{c}[:| -|,] [which|what] [currency|money]?",
            "{c} currency?",
            "[how|with what money|in which currency|with which currency] do [people|you|I] pay in {c}?",
            "{c} [uses|has] [which|what] currency?",
        ),
        router=(
            "what is the money of {c} called?",
            "which currency would I need in {c}?",
            "what is legal tender in {c}?",
        ),
        test=(
            "what kind of money is used in {c}?",
            "which currency do I need for a trip to {c}?",
            "what currency is spent in {c}?",
            "name the currency that {c} uses.",
        ),
    ),
    "currency-of": Wordings(
        train=(
            _WHICH + " uses the {x}[ as its currency| as currency| as money|]?",
            _WHICH + " has the {x}[ as its currency| as currency|]?",
            _WHICH + "'s currency is the {x}?",
            "where [is the {x} used|do people pay with the {x}|can I pay with the {x}]?",
            "the {x} is the [currency|money] of [which country|what country|which nation]?",
            _ASK + " the [country|nation] [that uses|with|whose currency is] the {x}?",
            "of which country is the {x} the currency?",
        ),
        router=("in which country do I pay with the {x}?", "whose currency is the {x}?"),
        test=(
            "what country uses the {x} as its money?",
            "in what country is the {x} the currency?",
            "name the country where the {x} is used.",
        ),
    ),
    "code": Wordings(
        train=(
            _ASK + " the [code|country code|ISO code|two-letter code|ISO country code|2-letter code] [of|for] {c}?",
            _ASK + " {c}'s [code|country code|ISO code|two-letter code]?",
            "[which|what] [code|country code|ISO code|two-letter code] does {c} [have|use]?",
            "[code|country code|ISO code] [of|for] {c}?",
            "{c}[:| -|,] [country code|ISO code|two-letter code]?",
            "{c} [country|ISO] code?",
            "how is {c} [abbreviated|written as a country code]?",
            "[which|what] two letters [stand for|are the code of] {c}?",
        ),
        router=(
            "what is the ISO two-letter code of {c}?",
            "which country code belongs to {c}?",
            "{c} has which code?",
        ),
        test=(
            "what is the two-letter country code for {c}?",
            "which ISO code stands for {c}?",
            "what country code is used for {c}?",
        ),
    ),
    "code-of": Wordings(
        train=(
            _WHICH + " has the [code|country code|ISO code|two-letter code] {x}?",
            _WHICH + "'s [code|country code|ISO code] is {x}?",
            "[what|which country|what country] does [the code|the country code|the ISO code|] {x} [stand for|mean|belong to]?",
            "{x} is the [code|country code|ISO code|two-letter code] [of|for] [which|what] [country|nation]?",
            "[country code|ISO code] {x}[:|,|] [which country|what country|which nation is it]?",
            _ASK + " the [country|nation] with the [code|country code|ISO code] {x}?",
            _WHICH + " is {x}?",
            "of which country is {x} the code?",
        ),
        router=(
            "to which country does the code {x} belong?",
            "whose country code is {x}?",
            "which nation uses the code {x}?",
        ),
        test=(
            "what country uses the code {x}?",
            "name the country with the two-letter code {x}.",
            "{x} is which country's code?",
            "which country goes by the ISO code {x}?",
        ),
    ),
    "neighbours": Wordings(
        train=(
            "[which|what] [countries|nations|states] [border|are next to|are neighbours of|share a border with|touch] {c}?",
            "[name|list|give me|tell me|show me] [the|all|all the] [neighbours|neighbors|neighbouring countries|bordering countries] of {c}.",
            "[what|who|which] are the [neighbours|neighbors|neighbouring countries|bordering countries] of {c}?",
            "[what|who] are {c}'s [neighbours|neighbors]?",
            "{c}[:| -|,] [neighbours|neighbors|list its neighbours|which neighbours]?",
            "[with which|which|what] [countries|nations] does {c} [share a border with|border|share a land border with]?",
            "[neighbours|neighbors] of {c}?",
            "[which|what] [neighbours|neighbors] does {c} have?",
        ),
        router=(
            "list the countries that border {c}.",
            "which countries surround {c}?",
            "what countries lie next to {c}?",
        ),
        test=(
            "what countries does {c} have a border with?",
            "which countries are the neighbours of {c}?",
            "name the countries bordering {c}.",
            "list the countries next to {c}.",
        ),
    ),
    "border": Wordings(
        train=(
            "does {c} [border|touch|share a border with|share a land border with|have a border with] {x}?",
            "[is|are] {c} [and|a neighbour of|next to|a neighbor of] {x}[ neighbours|]?",
            "[do|does] {c} and {x} [share a border|border each other|touch|have a common border]?",
            "are {c} and {x} [neighbours|neighbors|next to each other|neighbouring countries]?",
            "is there a [border|land border|common border] between {c} and {x}?",
            "[is it true that|true or not,|would you say that] {c} borders {x}?",
            "{c} borders {x}[, yes or no?|, right?|, is that true?]",
        ),
        router=(
            "yes or no: does {c} border {x}?",
            "is {c} right next to {x}?",
            "do {c} and {x} have a border in common?",
        ),
        test=(
            "is {c} a neighbouring country of {x}?",
            "does {c} lie next to {x}?",
            "do {c} and {x} share a land border?",
            "is {x} one of the neighbours of {c}?",
        ),
    ),
}
