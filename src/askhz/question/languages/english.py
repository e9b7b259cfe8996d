"""English: kinds of question, what follow-ups leave out, social lines."""

from __future__ import annotations

from ...text.numerals import TO_NINETEEN
from ...text.words import STOP_WORDS
from .language import Courtesies, FollowUps, Kinds, Language

_STOP = "|".join(
    sorted(
        STOP_WORDS
        | set(
            "after before between against during since near behind across around ago now today currently still already "
            "ever exactly instead also upon per via except first last same other others next rest one ones only".split()
        )
    )
)
_WORD = rf"(?!(?:{_STOP})\b)[^\W_][\w-]*(?:['’](?!s\b)\w+|\.\w+)*"
_BE = "is|are|was|were"
_DO = "do|does|did|can|could|will|would|shall|should|may|might|must"
_AUX = f"{_BE}|{_DO}|has|have|had"
_WH = "what|which|who|whom|whose|when|where|why|how"
_PREPOSITION = "in|at|on|for|by|from|to|of|with|since|until|under|after|before|through|into|about|within|during"
_NUMBERS = "|".join(TO_NINETEEN[1:13])
_ASKER = "i|we|you|one|someone|somebody"

_KINDS: Kinds = (
    (
        "comparison",
        r"^.*\bdifferences? between\b|^(please |can you |could you )?compare\b|^how (do|does|did) .*\bdiffer\b"
        r"|^how (do|does|did) .* compare\b|^what (distinguishes|differentiates|sets)\b"
        r"|^(?!(who|whose|when|where|how (many|much|long|old)) ).* (versus|vs) \w"
        r"|^(what|which) (is|are) the (\w+ )?differences?\b|^differences?\b|\bcompared (with|to)\b"
        # Two questions in one, of two things: "When is it fine and when not?"
        r"|^.*\b(?P<twice>which|when|where|who|what)\b.+\band (?P=twice)\b"
        r"|\bwhat .*\b(each|respectively)\b",
    ),
    (
        "reason",
        r"\bwhy\b|\bhow come\b|\bwhat (caused|causes|explains|made|makes|led|drove|drives)\b"
        r"|\b(what|which|for what) ([\w'’-]+ ){0,3}reasons?\b"
        # Before the list that "Give me three" begins.
        r"|^.*\breasons? (why|for|that|behind)\b|^(list|name|give|tell) .*\bcauses? (of|for|behind)\b",
    ),
    (
        "number",
        r"\bhow (many|much|old|long|far|tall|large|big|high|heavy|wide|deep|often|fast|soon|expensive|hot|warm"
        r"|cold|thick|late|early|small|short|frequently|quickly|young|steep|loud|light)\b"
        # Keywords whose first noun is a measure: "weight of the pump", "maximum length for titles".
        rf"|^(?!(?:{_WH}|{_AUX})\b)(the )?([\w'’-]+ ){{0,2}}(number|percentage|share|amount|price|cost|fee|weight"
        r"|height|length|width|depth|duration|population|temperature|dimensions|age) (of|for|per)\b",
    ),
    ("number", r"\b(what|which) (number|percentage|percent|share|amount|rank|place|position|revenue|price|cost)\b"),
    (
        "number",
        r"\bwhat (is|was|are|were) the (number|percentage|share|amount|rank|revenue|price|cost|population|size)\b",
    ),
    (
        "date",
        # Not the "when" of a clause: "How do they act when they visit?" "When should I …?" asks in which case.
        r"^([\w'’-]+ )?when\b(?! (?:should|may|must|can)\b)"
        r"|\bwhen (is|was|were|are|did|do|does|will|has|had|have|could|would)\b|\bwhen$"
        r"|\b(what|which) (exact )?(year|date|day|month|time)\b(?! zones?\b)"
        r"|\bwhat (is|was|are|were) the ([\w'’-]+ )?(dates?|deadlines?|year)\b|\bsince when\b"
        # Keywords whose first noun is one of time: "effective date of the procedure".
        rf"|^(?!(?:{_WH}|{_AUX})\b)(the )?([\w'’-]+ ){{0,2}}(date|year|month|deadline) (of|for|when)\b",
    ),
    ("place", r"\bwhere\b|\b(what|which) (city|country|province|place|town|region|district)\b"),
    (
        "advice",
        rf"\bwhat (should|shall|must|can|could|would|do|does) ({_ASKER}) (have to |need to )?do (about|if|when|with"
        rf"|for|in)\b",
    ),
    (
        "procedure",
        rf"\bhow (do|does|can|could|should|must|would|may) ({_ASKER})\b|\bhow to\b"
        rf"|\bwhat (should|shall|must|can|could|would|do|does|am|is|are) ({_ASKER}) (have to |need to |to )?"
        r"(do|try|use|type|run|enter|prepare|check|change)\b"
        r"|\bwhat (has|have|needs?|is|are) to be (done|run|typed|entered|prepared|checked|changed)\b"
        r"|\b(what|which) (are |is )?(the )?([\w'’-]+ )?(steps|procedure|instructions|routine)\b"
        r"|\bwhat is the (\w+ )?(process|procedure|way) (for|of|to)\b",
    ),
    (
        "list",
        r"^(please |can you |could you )?(list|name|enumerate|give)\b|\bwhat are\b|^who are (?!you\b)"
        r"|\bwhich (two|three|four|five|six|seven|several)\b"
        r"|\bwhich (ones? )?of ([\w'’-]+ ){1,5}(are|were|have|do|can|belong|need)\b"
        # Things counted: "the four core capabilities", "What three things …".
        r"|^(?:(?:what|which) (?:are |were )?)?(?:the |my |our )?(?:two|three|four|five|six|seven|eight|nine|ten)"
        r" (?:[\w'’-]+ ){0,3}?[\w'’-]*(?:\w{2}[^siu]s|ies|people|criteria)\b",
    ),
    (
        "person",
        # Not the "who" of a clause: "What happens to organisers who fail?", "tips for people whose laptop is gone".
        rf"^(?!(?:(?:and|but|so|or) )?(?:what|which|when|where|why|how|{_AUX}) "
        rf"|[\w'’-]+ (?:\w+ ){{0,5}}(?:people|someone|somebody|anyone|those|everyone|\w+s) who)"
        r".*\bwho(se|m)?\b"
        r"|\b(what|which) (person|man|woman|scholar|author|founder|professor|spokesperson|writer)\b",
    ),
    (
        "organisation",
        r"\b(what|which) (company|firm|enterprise|start-?up|organi[sz]ation|institute|institution|university|newspaper"
        r"|publisher|publication|magazine|outlet|developer|studio|agency|group|team)\b",
    ),
    (
        "list",
        r"\b(what|which) ((?!(is|are|was|were|do|does|did|has|have|had|can|could|will|would) )\w+ )?"
        r"(?!was|is|has|does|this|news|process|basis|success|status|focus|happens|means)\w{3,}[^siu]s\b",
    ),
    (
        "definition",
        rf"^what (is|was) (?!.*(?:['’]s\b|s['’] ))(an? )?"
        rf"(?!(?:{_STOP})\b)[\w'’.-]+( (?!(?:{_STOP})\b)[\w'’.-]+){{0,3}}$"
        r"|^what (do|does|did) .*\b(mean|stand for)\b|\b(meaning|definition) of\b|^define\b|^what is meant by\b",
    ),
    ("manner", r"\bhow\b|\bin (?:what|which) ways?\b|\bwhat role\b"),
)
_LAST_KINDS: Kinds = (
    ("reason", r"\breasons?\b"),
    ("manner", r"\b(explain|describe)\b|\btell me\b"),
    (
        "yes-no",
        # At the beginning, or where a clause begins: "If it rains, is it open?"; with a pronoun behind it anywhere:
        # "hanabi can I look at them".
        rf"(?:^|[,.:;–—-] )(?:and |but |or |so |then )?(?:{_AUX}|am)(?:nt| not)?\b(?! to\b)"
        rf"|^(?!.*\b(?:{_WH})\b).*\b(?:{_AUX}|am)(?:nt| not)? (?:just )?(?:{_ASKER}|they|he|she|it|there)\b"
        r"|\b(?:ok|okay|allowed|permitted|possible|safe|enough|true|any (?:problems?|good|use))$",
    ),
    (
        "procedure",
        # Not where a thing is asked for that has to do with them: "Which site has instructions …?"
        r"^(?!(?:(?:and|but|so|or) )?(?:which|what|who|whose|whom|when|where)\b)"
        r".*\b(?:steps|procedure|routine|instructions|step[- ]by[- ]step|walk me through|walkthrough)\b",
    ),
    (
        "list",
        # Keywords that begin with several things: "benefits of short lessons", "punctuation rules for tables".
        rf"^(?!(?:{_WH}|{_AUX})\b)(?:[\w'’-]+ ){{0,2}}(?:\w{{3,}}[^siu]s|criteria|people|tips|ways) "
        r"(?:of|for|in|on|with|when|that|who|to|by|from|at|as|after|before|about|\w{2,}ed)\b"
        r"|\b(?:pros|advantages|benefits|upsides) (?:and|n|&|or) (?:cons|disadvantages|drawbacks|downsides)\b"
        r"|^pros cons\b|\b(?:benefits|drawbacks|criteria|requirements|prerequisites|ingredients|checklist|do's|dos and)"
        r"\b"
        r"|\bwhat (?:else )?(?:do|does|did|should|must|can|could|may|will|would|is|are) .*"
        r"\b(?:have to|need to|supposed to|be able to|contain|include|consist of|offer|provide|support"
        r"|cover|collect|bring|mention|go into|consider|avoid|look (?:for|out for|at)|keep in mind|think (?:of|about)"
        r"|pay attention to|be aware of|take into account|focus on|remember|prepare|provide|learn)\b"
        r"|\bwhat (?:else )?(?:do|does|did|will|would) .*\b(?:need|require) (?:for|before)\b"
        r"|\bwhat (?:else )?(?:is|are) (?:\w+ )?(?:needed|required|necessary) (?:for|to|before)\b"
        # What each of several things is to undergo: "What must be assessed?", "What should be in a notice?"
        r"|^(?:and |but |so )?what (?:all |else )?(?:must|should|has to|have to|needs? to|can|may"
        r"|may not|must not|should not|cannot|could|will) be \w"
        r"|\bwhat (?:data|information|software|equipment|advice|personal data|details|kinds? of|sorts? of|types? of)\b",
    ),
)
_SIDES = (
    r"\bdifferences? between (?P<one>.+?) and (?P<other>[^?.!,]+)",
    r"\bcompare (?P<one>.+?) (?:and|with|to|against) (?P<other>[^?.!,]+)",
    r"\b(?:do|does|did) (?P<one>.+?) differ from (?P<other>[^?.!,]+)",
    r"\b(?:do|does|did) (?P<one>.+?) compare (?:to|with) (?P<other>[^?.!,]+)",
    r"\b(?:do|does|did) (?P<one>.+?) and (?P<other>.+?) (?:differ|compare)\b",
    r"^what (?:is|are) (?P<one>.+?) and what (?:is|are) (?P<other>[^?.!,]+)",
    r"\b(?:distinguishes|differentiates) (?P<one>.+?) from (?P<other>[^?.!,]+)",
    r"\b(?:is|are|was|were) (?P<one>.+?) (?:\w+er|more \w+|less \w+|better|worse) than (?P<other>[^?.!,]+)",
    r"\b(?:which|who|what) .*\b(?:\w+er|more|less|better|worse)\b[^,:]*[,:] (?P<one>.+?),? or (?P<other>[^?.!,]+)",
    r"^(?P<one>.+?) (?:versus|vs\.?) (?P<other>[^?.!,]+)",
)
# What may end a run of words behind "is" and is no noun, beside what ends in -ed.
_PARTICIPLES = "|".join(
    "begun bent born bound bought brought broken built burnt caught chosen cut dealt done drawn driven dug "
    "eaten fallen fed flown fought found frozen given grown heard held hidden hung kept known laid led left "
    "lent lit lost made meant met paid proven put read ridden run said seen sent set sewn shown shut sold "
    "sought sown spent split spread stolen stuck sung sunk taken taught thought thrown told torn understood "
    "woken won worn woven written available big closed deep due empty free full heavy high long old open ready "
    "safe tall wide worth".split()
)
_POINTED = (
    "company|firm|city|author|writer|founder|article|book|game|team|report|man|woman"
    "|spokesperson|newspaper|professor|robots?|startups?|enterprises?|index|university|event|platform"
)

FOLLOW_UPS = FollowUps(
    continues=r"^(and|but|or|so|also|then|und|et|¿y"
    r"|what about|how about|what else|who else|where else|why so|why not)\b",
    conjunction=r"^(?i:and|but|or|so|also|then|und|et|¿y)\b,? *",  # of languages without a record, too
    expletive=r"\b(?:is it|it is|was it) (?:true|said|known|correct|right) that\b|\bone of (?!them|these|those)"
    r"|\bthere be\b"
    r"|\bit (?=(?:cost|takes?|helps?|hard|useful|easy|important|possible|difficult|necessary)\b(?: \w+)*"
    r" (?:to|for|when|if) (?!.*\b(?:he|she|it|they|him|her|them|his|its|their|this|that|these|those)\b)\w+ \w)"
    r"|\b(?:is|was|will|does|did) it (?=(?:rain|snow|be (?:cold|warm|hot|dark|late))\w*\b)",
    pointing=rf"\b(the|this|that|these|those) ({_POINTED})\b"
    # "the author of the report", "the article about tea" say themselves which one is meant.
    r"(?! (of|about|on|by|from|in|at|to|for|that|who|which|with|behind|published|shared|called|named) \w)",
    leads=rf"^(?:(?:and|but|or|so|also|then),? )?(?:(?:(?:in|at|on|for|by|from|to|of|with|since|until) )?(?:{_WH})"
    rf"(?: (?!(?:{_AUX})\b)[\w'’-]+){{0,4}} )?(?:{_AUX})(?:nt| not)? (?:it|he|she|they|its|his|her|their|that)\b",
    inner=r"\b(?:and|or|when|while|if|after|before|because|without|than|as|that|who|so|unless|until|once)\b",
    pronouns=(
        ("thing's", r"\bits\b(?= \w)"),
        ("thing", r"\bit\b(?!['’]| takes?(?= (?:to|for|if|when|until)\b|\W*$))"),
        ("person's", r"\b(?:his|her)\b(?= \w)"),
        ("person", r"\b(?:he|she|him|her)\b(?!['’])"),
        ("place", r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?! (?:is|are|was|were|be)\b)(?!['’])"),
        ("many", r"\b(?:they|them|their|theirs)\b"),
    ),
    any_pronoun=r"\b(?:he|she|it|they|him|her|them|his|its|their|theirs|hers|this|these|those|there|here|one|ones)\b|\bthat(?=\W*$)"
    r"|\bthat(?= (?:with|without|by|in|on|at|for|from|to|through|via|again|online)\b)",
    anything=r"\b(they|them|their|theirs|these|those|ones|this|that)\b",
    picks=r"^(?:(?:and|but|so),? )?(?:which|who)(?: ones?)? (?:is|are|was|were|has|have|had) the (?:\w+est|most|least"
    r"|best|worst)\b(?! of\b)(?!.* (?:in|on|at|or) )",
    calendar=r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|christmas|easter)\b",
    asks_entity=rf"^(?:(?:and|but|so),? )?(?:who(?:m|se)?\b|(?:which|what) (?!(?:{_AUX})\b)\w)",
    noun_phrase=rf"\b(?P<phrase>the (?P<words>{_WORD}(?: {_WORD}){{0,5}}))",
    after_phrase=rf" (?:of|at|about|for|from|in|behind) (?!\d)(?:the |a |an )?{_WORD}(?: {_WORD}){{0,4}}",
    verb_last=rf"\b(?:{_DO})(?:n['’]t| not)? $",
    participle=rf"(?:ed|\b(?:{_PARTICIPLES}))$",
    becomes=r" (?:keep|stay|remain|become|get|taste|feel|grow|weigh)(?= \w+$)",
    closing=r"last|start|begin|end|finish|open|close|work|run|cost|take|expire|happen|apply|mean|do|help|arrive|leave"
    r"|stop|change",
    bare=rf"^(?:what about |how about )?(?P<phrase>(?:the|its|his|her) {_WORD}(?: {_WORD}){{0,3}})$",
    bare_meant="What is {phrase}?",
    owned=rf" (?P<phrase>{_WORD}(?: (?!(?:\w+ed|{_PARTICIPLES})\b){_WORD})?)(?=\W*$)",
    defined=rf"^what(?:['’]s| is| was) (?P<thing>(?:an? )?{_WORD}(?: {_WORD}){{0,2}})\W*$",
    means=frozenset("over via through with without using under".split()),
    several=rf"^what (?:are|were) (?P<things>(?:{_WORD} ){{0,2}}[\w-]+[^\W\dsiu]s)\W*$",
    no_person=rf"^(?:what|which) (?:{_BE})\b",
    who=rf"^who (?!(?:{_AUX})\b)(?P<rest>[\w-]+ \w.*?)[?!. ]*$",
    when=r"when|where|why",
    who_meant="{asked} was it that {subject} {rest}?",
    about=r"^(?:what about|how about) ",
    of_word=rf"\b(?P<of>{_PREPOSITION}) (?P<word>{_WORD})(?=\W*$| (?:{_STOP})\b)",
    indefinite=rf"\ban? {_WORD}(?: {_WORD})?(?=\W*$| (?:{_STOP})\b)",
    code_nouns=frozenset(
        "option flag switch argument parameter setting version release clause section chapter paragraph article rule "
        "line step page item point level number no year code error".split()
    ),
    these=rf"\b(?:these|those|this|that) (?P<words>{_WORD})\b",
    circumstance=rf"(?:(?:{_PREPOSITION}) (?:which|what|when|where|whom|how many|how much)|when|where|why|how often"
    rf"|how long)(?: (?!(?:{_AUX})\b)[\w'’-]+){{0,4}}",
    circumstance_of=rf"(?:(?:(?:{_PREPOSITION}) (?:which|what|when|where|whom|how many|how much)|when|where|why|how)"
    rf"(?: (?!(?:{_AUX})\b)[\w'’-]+){{0,4}} )?(?P<rest>(?:{_AUX})\b.*)$",
    negatives={
        verb: "can't" if verb == "can" else "won't" if verb == "will" else f"{verb}n't"
        for verb in _AUX.split("|")
        if verb not in ("shall", "may")
    },
    amount=rf"\b(?:\d+|{_NUMBERS}) (?P<unit>[^\W\d_]+?)(?:e?s)?(?: (?P<side>before|after|earlier|later|ago))?(?![\w-])",
    act=rf"\b(?:{_DO}) (?:{_ASKER}) (?P<act>(?!(?:have|need) to\b)(?!.*\b(?:it|they|them|that|this|and|or|but|if)\b)"
    r"[\w'’-]+ [^,;:.?!]*(?:\.\w[^,;:.?!]*)*)$",
    of_act=r"\b(?:it|that) (?:takes?|costs?)(?: (?:me|us|anything|much|long))?$",
    doing="to {act}",
    one=r"\b(?:an?|the|this|that|another|which|other|first|second|third|last|new|old) (?:[\w-]+ )?ones?"
    rf"(?=$| (?!of\b)(?:{_PREPOSITION}|{_AUX}|{_ASKER}|too|instead|that|who|which|it|they)\b)",
    likewise=r" (?:too|as well|either)$",
    told=r"^(?:i|we|my|our|he|she|it|they)\b[^?]*$",
    light=frozenset("get gets got give gives gave take takes took go goes come comes need needs want wants".split()),
    quantity=frozenset("many much long old far often big large high".split()),
)

COURTESIES = Courtesies(
    lines={
        "about": r"help(?: me)?|(?:can|could) you help(?: me)?|i need (?:some )?help|what (?:can|could"
        r"|do) you do(?: for me)?"
        r"|what are you(?: able to do| for)?|who are you|what(?:'s| is) your (?:name|purpose)|what is (?:askhz"
        r"|this program)"
        r"|how (?:do|does) (?:you|askhz|this program) work|how (?:can|do|should) i use (?:you|askhz|this program)"
        r"|what (?:questions )?(?:can|could|should|may) i ask(?: you)?|what (?:do|can) you know(?: about)?"
        r"|what (?:kinds?|sorts?) of questions can (?:i ask(?: you)?|you answer)|what questions can you answer"
        r"|(?:what|which) (?:documents|files|texts|sources) (?:do you (?:have|know|use)|have you (?:got|read|indexed)"
        r"|can you (?:read|see)|are (?:there|indexed))|(?:list|show)(?: me)? (?:your|all|all your|the) (?:documents"
        r"|files)"
        r"|are you (?:an? )?(?:human|robot|bot|real|ai|machine|person|program)(?: person)?|tell me about yourself"
        r"|introduce yourself",
        "doubt": r"are you (?:really |quite |absolutely |very )?(?:sure|certain|serious)(?: (?:about|of) (?:that"
        r"|this|it))?"
        r"|(?:is|was) (?:that|this) (?:really |all )?(?:true|right|correct|so)|really|seriously|no way"
        r"|that(?:'s| is) (?:wrong|not right|not correct|not true|incorrect|not what i asked)"
        r"|i don'?t believe (?:it|that|you)",
        "thanks": r"thank you|thanks|thank u|thx|tysm|ty|cheers|(?:much|greatly) appreciated|i appreciate (?:it|that)"
        r"|appreciate it|many thanks",
        "greeting": r"hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)"
        r"|how (?:are|is) (?:you|things)(?: doing| going)?|how do you do|nice to meet you|pleased to meet you"
        r"|what'?s up",
        "farewell": r"bye|goodbye|bye bye|good bye|good night|see you|see ya|farewell|take care"
        r"|have a (?:nice|good|great) (?:day|evening|weekend|one)",
        "assent": r"ok|okay|okey|k|great|good|nice(?: one)?|cool|perfect|fine|awesome|excellent|wonderful|amazing|super"
        r"|brilliant"
        r"|lovely|fantastic|i see|got it|understood|i understand|alright|all right|sure|yes|yeah|yep|no|nope|right"
        r"|exactly"
        r"|(?:that(?:'s| is| was) )?(?:very |really )?(?:helpful|useful|interesting)|good to know|makes sense"
        r"|never ?mind"
        r"|well done|good (?:job|answer|work)|that helps|that helped|that(?:'s| is) (?:all|great|good|fine|ok|okay"
        r"|right|it)"
        r"|wow|hm+|aha|oh|ah",
    },
    fillers=r"there|so|very|much|a lot|a bunch|a million|again|for (?:that|this|everything|(?:all )?(?:your|the) \w+)"
    r"|everyone"
    r"|everybody"
    r"|all|team|please|then|and|but|well|just|really|you|to you|askhz|friend|mate|guys|folks|my friend|sir|indeed"
    r"|too|now|later|soon"
    r"|tomorrow|today|i|do|know",
    joiner=" ",
    replies={
        "greeting": "Hello! {about}",
        "thanks": "You are welcome. {about}",
        "assent": "All right. {about}",
        "farewell": "Goodbye. {about}",
        "doubt": "Every answer is quoted word for word: its source shows the words around it, and its confidence how "
        "likely it is to be right. {about}",
        "about": "{about}",
    },
    about="askhz answers questions from your documents, in their own words, and shows where each answer stands. "
    "{documents}",
    none="Nothing is indexed yet.",
    one="It has one document: {titles}.",
    some="It has {count} documents: {titles}.",
    more="{count} more",
)

ENGLISH = Language(
    code="en",
    telling=rf"\b(?:{_WH}|the|an?|of|{_AUX}|i|you|it|please|and|in|to|for)\b",
    kinds=_KINDS,
    last_kinds=_LAST_KINDS,
    named_definition=r"^[Ww]ho(?:'s|’s| is| was) (?:Mr\.? |Mrs\.? |Ms\.? |Dr\.? |Prof\.? )?[A-Z][\w’'.-]*[a-z]"
    r"(?: (?:[A-Z][\w’'.-]*|de|von|van|der|al))*\W*$"
    r"|^[Ww]hat(?: is| was| were) the [A-Z][\w’'.-]*[a-z](?: (?:[A-Z][\w’'.-]*|and))*\W*$",
    sides=_SIDES,
    counted=rf"\bhow many (?P<things>{_WORD}(?: {_WORD}){{0,3}})",
    chooses=r"\bwhich (?:ones? )?of\b|\bwho (?:of|among)\b|\bwhich (?:[\w'’-]+ ){1,3}(?:are|have|do|does|can|belong"
    r"|were)\b",
    follow_ups=FOLLOW_UPS,
    courtesies=COURTESIES,
    contractions=(
        (rf"\b({_WH})['’]s\b", r"\1 is"),
        (r"\b(what|who|where|when|how)s\b", r"\1 is"),
        (r"n['’]t\b", " not"),
    ),
)
