"""Questions outside every domain; the honest reply of a specialist is that it does not know."""

from __future__ import annotations

import random

from wordings import TRAIN, Example, dress, expand

REFUSAL = "I do not know."

_TEMPLATES = (
    "how are you[ today| doing|]?",
    "[tell me|do you know] a [joke|story|riddle|secret].",
    "[write|compose] a [poem|song|story|letter|haiku] about [love|the sea|my dog|winter|rain|a friend].",
    "who [wrote|painted|invented|discovered] [Hamlet|the Mona Lisa|the telephone|gravity|radium|Don Quixote]?",
    "what is the [weather|temperature|time|date] [today|now|tomorrow]?",
    "[who are you|what is your name|are you a robot|how old are you|where do you live]?",
    "[explain|describe] [gravity|photosynthesis|a black hole|democracy|inflation|evolution|machine learning].",
    "[translate|say] [good morning|thank you|hello|I love you] [to|in|into] [French|German|Spanish|Italian].",
    "what is the [meaning of life|speed of light|boiling point of water|best film ever|tallest mountain]?",
    "[recommend|suggest] a [book|film|restaurant|game|song|recipe].",
    "how do I [bake bread|fix a bike|learn to swim|write a program|sleep better|cook rice]?",
    "[write|give me] [python|java|some] code [to sort a list|for a web server|that prints hello].",
    "who won the [world cup|election|race|game] [in 1998|last year|in 2010|yesterday]?",
    "[summarise|shorten|rewrite] this [text|email|article|sentence][ for me|]: [the meeting is on Monday|we went home].",
    "why is the [sky|sea|grass] [blue|green|so blue]?",
    "[hello|hi|good morning|thanks|bye|good night|hey|ok|what's up][!|.|]",
    "when [was|did] [Mozart born|the war end|Einstein die|Rome fall|the moon landing happen]?",
    "how [tall|heavy|fast|old] is [an elephant|a giraffe|the moon|the sun|a cheetah|Mount Everest]?",
    "what should I [eat|wear|do|read|watch] [today|tonight|this weekend]?",
    "[play|sing|draw] [some music|a song|a cat|a house|something].",
    "what is [love|a virus|an atom|the internet|a quark|money|art]?",
    "can you [help me|drive a car|feel pain|play chess|keep a secret|dance]?",
    "what [colour|sound|animal|food] [is a banana|do cats make|is the largest|do pandas eat]?",
)  # fmt: skip


def example(split: str, rng: random.Random) -> Example:
    """Small talk; only the expert-training split is used."""
    prompt = dress(expand(rng.choice(_TEMPLATES), rng), TRAIN, rng)
    return Example(prompt, "", REFUSAL, "smalltalk", "unknown")
