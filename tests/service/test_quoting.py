"""What is quoted where no model writes: the sentences that answer, and only where they do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from index.model import Article
from service.quoting import Choose, Chosen, Quote, Readers, Weights, asks_summary
from service.quoting.context import points_back
from service.quoting.parts import parts
from service.quoting.summaries import summary
from tests.fakes import article, hit, weigh

SALT = article(
    "Orla Venn became head of Brinewell Salt on 3 May 2024. She had run its harbour for nine "
    "years.\nBrinewell made 41,000 tonnes of salt in 2023, because the pans dried early. "
    "The company plans 45,000 tonnes for 2025.\n“The pans are full. We will not sell them,” "
    "Venn told the Courier. Rain closed the northern pans for six days in June.",
    title="Brinewell Salt's new head",
)
WRONG = article(
    "Brinewell Salt made 14,000 tonnes of salt in 2023.", id="a2", title="Salt makers compared"
)
RIGHT = article(
    "Our report on salt makers gave a wrong figure. It said that Brinewell Salt made 14,000 tonnes "
    "of salt in 2023. The correct figure is 41,000 tonnes.",
    id="a3",
    title="A correction",
)
TRAMS = article(
    "Trams run on Sundays again. The line to Port Elm opens in spring.", id="a4", title="Trams"
)


def ask(question: str, *articles: object) -> Chosen:
    passages = [hit(one, number) for number, one in enumerate(articles or (SALT, TRAMS), start=1)]  # type: ignore[arg-type]
    return Choose(weigh)(question, passages)


WHATEVER = Readers(weights=Weights("", {**Weights.of(None).values, "enough": 0.0}))


def best(question: str, *articles: object) -> list[Quote]:
    """What is quoted where something is, however little it may answer."""
    passages = [hit(one, number) for number, one in enumerate(articles, start=1)]  # type: ignore[arg-type]
    return list(Choose(weigh, WHATEVER)(question, passages).quotes)


def said(question: str, *articles: object) -> list[str]:
    return [quote.text for quote in ask(question, *articles).quotes]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who became head of Brinewell Salt?", "Orla Venn became"),
        ("When did Orla Venn become head of Brinewell Salt?", "3 May 2024"),
        ("How much salt did Brinewell make in 2023?", "41,000 tonnes"),
        ("Why did Brinewell make 41,000 tonnes of salt in 2023?", "because the pans dried early"),
        ("How many days did rain close the northern pans?", "six days"),
        ("Which article reports on Brinewell's northern pans that rain closed?", "northern pans"),
    ],
)
def test_a_question_is_answered_by_the_sentence_that_holds_the_answer(
    question: str, answer: str
) -> None:
    assert answer in " ".join(quote.text for quote in best(question, SALT, TRAMS))


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football cup?",
        "Where was the captain of the Merrow Gull born?",
        "How many people does Tessaly Glass employ?",
    ],
)
def test_what_the_passages_do_not_answer_is_not_answered(question: str) -> None:
    assert ask(question) == Chosen()


def test_a_sentence_that_points_back_comes_with_the_one_that_names() -> None:
    quotes = said("How much salt does Brinewell, the company, plan to make for 2025?")
    assert quotes[:2] == [
        "Brinewell made 41,000 tonnes of salt in 2023, because the pans dried early.",
        "The company plans 45,000 tonnes for 2025.",
    ]


def test_a_sentence_inside_a_quotation_comes_with_all_of_it() -> None:
    quotes = said("Will Brinewell's Orla Venn sell the full pans?")
    assert "“The pans are full." in quotes
    assert "We will not sell them,” Venn told the Courier." in quotes


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"')])
def test_who_is_quoted_at_length_is_named(opening: str, closing: str) -> None:
    pans = article(
        f"Orla Venn came late. {opening}The pans were never dry. They were asleep,{closing} she "
        "told the Courier. Nobody laughed. It rained.",
        id="a7", title="Salt",
    )  # fmt: skip
    wanted = [
        "Orla Venn came late.",
        f"{opening}The pans were never dry.",
        f"They were asleep,{closing} she told the Courier.",
    ]
    for question in (
        "Who said that the pans were never dry?",
        "Who told the Courier that the pans were asleep?",
    ):
        assert [quote.text for quote in best(question, pans)] == wanted


def test_a_correction_comes_before_what_it_corrects() -> None:
    quotes = said("How many tonnes of salt did Brinewell Salt make in 2023?", WRONG, RIGHT)
    assert quotes.index("The correct figure is 41,000 tonnes.") < quotes.index(WRONG.text)


@pytest.mark.parametrize(
    "right",
    [
        "It made 39,000 tonnes, and not 43,000 as we had said at first.",
        "Our figure of 43,000 tonnes for salt at Brinewell Salt in 2023 was wrong. The corrected figure is 39,000 tonnes.",
        "An earlier version of this report on Brinewell Salt in 2023 gave 43,000 tonnes. They were 39,000 tonnes.",
    ],
)  # fmt: skip
def test_what_is_right_comes_with_what_was_wrong(right: str) -> None:
    first = article("Brinewell Salt made 43,000 tonnes of salt in 2023.", id="a5", title="Salt")
    later = article(f"Brinewell Salt has counted again. {right}", id="a6", title="Brinewell Salt")
    quotes = said("How many tonnes of salt did Brinewell Salt make in 2023?", first, later)
    assert any("39,000" in quote for quote in quotes)


def test_what_two_articles_tell_alike_is_quoted_once() -> None:
    again = article(f"{WRONG.text} So it was said.", id="a5", title="Salt")
    assert said("How many tonnes of salt did Brinewell Salt make in 2023?", WRONG, again) == [
        WRONG.text
    ]


def test_a_headline_that_was_asked_for_is_no_answer() -> None:
    lead = "Brinewell Salt made 41,000 tonnes of salt in 2023 at its pans, more than in any year."
    told = article(f"Brinewell Salt makes more salt.\n\n{lead}", id="a8", title="Salt")
    assert said("Brinewell Salt makes more salt", told) == [lead]


def test_of_two_parts_the_one_without_an_answer_is_named() -> None:
    chosen = ask("When did Orla Venn become head of Brinewell Salt and who owns the Merrow Gull?")
    assert chosen.missing == "who owns the Merrow Gull"
    assert "3 May 2024" in chosen.quotes[0].text


def test_a_part_that_names_nothing_asks_about_what_the_one_before_names() -> None:
    first, second = parts("When did Venn lead Brinewell Salt and how much did it make?")
    assert (first.said, second.said) == (
        "When did Venn lead Brinewell Salt",
        "how much did it make",
    )
    assert "Brinewell Salt" in second.question


@pytest.mark.parametrize(
    ("question", "second"),
    [
        (
            "How much salt did Merrow Mining make in 2024, and how much did it expect for 2025?",
            "how much did it expect for 2025 Merrow Mining",
        ),
        (
            "How many points were traded in Lanpi in the first quarter, and how many in the third?",
            "how many in the third points traded Lanpi first quarter",
        ),
        ("How many visitors came in 2023 and how many in 2024?", "how many in 2024 visitors came"),
        ("How much salt was exported in May and how much was imported?", "how much was imported"),
        ("How much did Pell Bank earn and how much did Norrow Bank?", "how much did Norrow Bank"),
    ],
)
def test_a_part_that_leaves_something_out_takes_it_from_the_one_before(
    question: str, second: str
) -> None:
    assert parts(question)[1].question == f"{second}?"


def test_of_three_parts_the_last_one_knows_what_the_first_one_names() -> None:
    *_, last = parts("When did Norrow Bank open, and where is its seat, and who leads it?")
    assert last.question == "who leads it Norrow Bank?"


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        ("He sold it.", True),
        ("But in May she left.", True),
        ("The company plans more.", True),
        ("不过他也承认成品率不高。", True),
        ("“The Kiln is full,” she told the Courier.", True),
        ('"The Kiln is full."', True),
        ("“窑炉已经满了，”他说。", True),
        ("“She left,” said Orla Venn.", False),
        ("“窑炉已经满了，”奥拉·文恩说。", False),
        ("According to Orla Venn, she left in May.", False),
        ("Brinewell said it would sell.", False),
        ("The company Brinewell plans more.", False),
        ("三条线的开工率在75%到80%之间。", False),
    ],
)
def test_words_that_stand_for_something_named_before_are_known(sentence: str, back: bool) -> None:
    assert points_back(sentence) is back


SPONSORS = article(
    "The Tessaly run has more sponsors than ever:\n\n- Norrow Bank\n- Quarn Glass\n"
    "- the brewery Hale & Sons\n\nThey pay 410,000 crowns. The race starts at nine.",
    id="a9", title="Who sponsors the Tessaly run",
)  # fmt: skip
LINES = article(
    "What the lines cost:\n\n| Line | Plan of 2024 | Plan of 2026 |\n|---|---|---|\n"
    "| Line A | $310 million | $340 million |\n| Line B | $450 million | $498 million |\n\n"
    "Both lines open in 2031.",
    id="a10", title="New tram lines",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Which sponsors does the Tessaly run have?", 3),
        ("How many sponsors does the Tessaly run have?", 3),
        ("Is Norrow Bank one of the sponsors of the Tessaly run?", 1),
    ],
)
def test_a_list_is_quoted_with_the_line_that_leads_it_in(question: str, items: int) -> None:
    quote = best(question, SPONSORS)[0]
    assert quote.text == "The Tessaly run has more sponsors than ever:"
    assert [item.text for item in quote.items][:1] == ["Norrow Bank"]
    assert len(quote.items) == items


def test_a_table_answers_by_the_cell_of_the_row_and_column_that_are_asked_about() -> None:
    [quote, *_] = best("What does Line B cost in the plan of 2026?", LINES)
    assert quote.text == "Line B, Plan of 2026: $498 million"
    assert LINES.text[quote.start :].startswith("$498 million")


@pytest.mark.parametrize(
    "debris",
    [
        "commuters who went over to the Tessaly run.",
        "^ Hale, Norrow: Sponsors of the Tessaly run.",
        "[3] Sponsors of the Tessaly run, page 7.",
        "[^2]: Not counting two sponsors of the Tessaly run.",
        "¹ Not counting two sponsors of the Tessaly run.",
    ],
)
def test_rests_of_sentences_and_references_are_not_quoted(debris: str) -> None:
    text = f"{debris}\nThe Tessaly run has three sponsors. It starts at nine."
    told = article(text, id="a11", title="The Tessaly run")
    assert debris not in said("Which sponsors does the Tessaly run have?", told)


STRIKE = article(
    "Workers at the axle works in Norrow went on strike on Monday. They ask for 6 per cent.",
    id="a12", title="Strike at the Norrow axle works", outlet="Pit News",
    published=date(2025, 10, 6),
)  # fmt: skip
OVER = article(
    "The strike of the workers at the axle works in Norrow ended on Friday. They get 4 per cent.",
    id="a13", title="Strike at the Norrow axle works ends", outlet="The Lode",
    author="Ida Poll", published=date(2025, 10, 17),
)  # fmt: skip


def test_of_two_states_of_one_thing_the_later_comes_first_and_the_earlier_is_named() -> None:
    first, second = best("Are the workers at the Norrow axle works on strike?", STRIKE, OVER)
    assert ("ended" in first.text, first.label) == (True, "")
    assert ("went on" in second.text, second.label) == (True, "Earlier, 2025-10-06")


def test_a_later_article_about_the_same_thing_is_told_though_it_names_less_of_the_question() -> (
    None
):
    later = replace(OVER, text=OVER.text.replace(" of the workers", ""))
    first, second = best("Are the workers at the Norrow axle works on strike?", STRIKE, later)
    assert ("ended" in first.text, second.label) == (True, "Earlier, 2025-10-06")


def test_what_another_article_counts_otherwise_is_told_though_it_names_nothing_beside_it() -> None:
    counted = "How many guests were treated for smoke after the fire at the Tolm hotel?"
    first = article(
        "The Tolm hotel burned on Friday. The roof fell in. After the fire two guests were treated for smoke and went home.",
        id="f1", title="Night in Norrow", published=date(2025, 3, 1),
    )  # fmt: skip
    later = article(
        "The Tolm hotel burned all night. After the fire five guests, not two, were treated for smoke.",
        id="f2", title="Fire brigade counts again", published=date(2025, 3, 9),
    )  # fmt: skip
    said = {quote.label: quote.text for quote in best(counted, first, later)}
    assert "five guests" in said[""]
    assert "two guests were" in said["Earlier, 2025-03-01"]
    elsewhere = replace(first, text=first.text.replace("Tolm", "Ferne"))
    assert not any("two guests were" in quote.text for quote in best(counted, elsewhere, later))


def test_a_sentence_that_adds_to_the_best_one_needs_no_name_where_its_passage_has_it() -> None:
    report = article(
        "Tolm's report of May on the cable names no culprit. Nobody at the pier has read it. "
        "The report cost $86,000.",
        id="r1", title="A drawer in Norrow",
    )  # fmt: skip
    told = [quote.text for quote in best("What did Tolm's report on the cable cost?", report)]
    assert "The report cost $86,000." in told


def test_an_earlier_state_leaves_room_for_a_sentence_that_adds_to_the_later_one() -> None:
    first = article(
        "The Tolm hotel burned on Friday. The roof fell in. After the fire two guests were treated "
        "for smoke and went home.",
        id="f1", title="Night in Norrow", published=date(2025, 3, 1),
    )  # fmt: skip
    later = article(
        "The Tolm hotel burned all night. After the fire five guests, not two, were treated for "
        "smoke. Nine guests of the hotel were treated for smoke again on Sunday.",
        id="f2", title="Fire brigade counts again", published=date(2025, 3, 9),
    )  # fmt: skip
    counted = "How many guests were treated for smoke after the fire at the Tolm hotel?"
    quotes = best(counted, first, later)
    assert [quote.label for quote in quotes] == ["", "", "Earlier, 2025-03-01"]
    assert quotes[1].text.startswith("Nine guests")


@pytest.mark.parametrize(
    ("question", "told", "beside"),
    [
        ("How many kilowatts does the Quarn boiler number 3 make?",
         "The Quarn boiler number 3 makes 350 kilowatts.",
         "The Quarn boiler number 1 makes 150 kilowatts. Boiler number 3 stands still."),
        ("How many tonnes of salt did Brinewell make in 2023?",
         "Brinewell made 41,000 tonnes of salt in 2023.",
         "Tessaly made 12,000 tonnes of salt in 2022. Brinewell rested until 2023."),
        ("How many jobs did the strike at the mine cost?",
         "The strike at the mine cost 40 jobs.",
         "The strike at the dock cost 12 jobs. Nobody at the mine lost one."),
    ],
)  # fmt: skip
def test_what_like_words_say_of_another_is_no_other_state_of_the_answer(
    question: str, told: str, beside: str
) -> None:
    answer = article(told, id="o1", title="Morning", published=date(2025, 3, 1))
    other = article(beside, id="o2", title="Evening", published=date(2025, 3, 9))
    quotes = best(question, answer, other)
    assert quotes[0].text == told
    assert not any(quote.label for quote in quotes)


def test_what_another_article_says_of_something_else_is_no_earlier_state() -> None:
    other = article(
        "Pell Bank is owned by the Tarrow family. Its chief executive is Ada Bright.",
        id="b3", title="Pell Bank opens a house", published=date(2025, 1, 2),
    )  # fmt: skip
    quotes = best("Who is the chief executive of the axle works in Norrow?", STRIKE, other)
    assert not any(quote.label for quote in quotes)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("Which outlet reported that the strike at the Norrow axle works ended?", "The Lode, 2025-10-17"),
        ("When was the article about the end of the strike at the axle works in Norrow published?", "The Lode, 2025-10-17"),
        ("What is the date of the article on the strike at the Norrow axle works?", "The Lode, 2025-10-17"),
        ("When was “Strike at the Norrow axle works ends” published?", "The Lode, 2025-10-17"),
        ("In which newspaper did the report on the strike at the Norrow axle works appear?", "The Lode, 2025-10-17"),
        ("Who wrote the article about the end of the strike at the Norrow axle works?", "Ida Poll, The Lode, 2025-10-17"),
    ],
)  # fmt: skip
def test_what_the_catalogue_knows_stands_before_the_quote(question: str, label: str) -> None:
    [quote, *_] = best(question, OVER)
    assert quote.label == label


def test_what_the_catalogue_lacks_may_stand_in_the_text() -> None:
    undated = article(
        "Norrow Axles ended its strike with a deal. The statement on the end of the strike, "
        "published on 17 October, names no figure. Workers cheered.",
        id="a15", title="The end of the strike",
    )  # fmt: skip
    question = "When was the statement on the end of the strike published?"
    [quote] = best(question, undated)
    assert (quote.label, "published on 17 October" in quote.text) == ("", True)
    silent = replace(undated, text="Norrow Axles is at work again. Workers cheered.")
    assert ask(question, silent) == Chosen()


def test_who_somebody_is_is_answered_by_the_sentence_that_gives_the_role() -> None:
    told = article(
        "Tessaly Glass has stopped its ovens. Chief executive Ada Bright said that they would be "
        "mended. Ada Bright likes the sea.",
        id="a14", title="Ovens",
    )  # fmt: skip
    assert said("Who is Ada Bright?", told)[0].startswith("Chief executive Ada Bright")
    assert ask("Who is Ada Bright?", TRAMS) == Chosen()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What does NHB stand for?", "The dredgers belong to Norrow Harbour Board (NHB)"),
        ("What is the meaning of 绿渣?", "Workers speak of green slag (绿渣)"),
        ("“绿渣”是什么意思？", "Workers speak of green slag (绿渣)"),
        ("What is the term PEL short for?", "The PEL (Pans East Lagoon)"),
    ],
)
def test_what_a_word_stands_for_is_told_by_the_brackets_beside_it(
    question: str, answer: str
) -> None:
    told = article(
        "The NHB has asked for more money. The dredgers belong to Norrow Harbour Board (NHB), "
        "which hires them out. Nobody wants the slag. Workers speak of green slag (绿渣). "
        "The PEL (Pans East Lagoon) is closed. The PEL was dug in 1911.",
        id="a15", title="The harbour",
    )  # fmt: skip
    assert said(question, told)[0].startswith(answer)
    assert ask(question, TRAMS) == Chosen()


def test_a_comparison_is_answered_by_one_sentence_for_each_side() -> None:
    one = article("The interest rate of Norrow Bank is 4.8 per cent.", id="b1", title="Banks")
    other = article("The interest rate of Pell Bank is 4.4 per cent.", id="b2", title="More banks")
    question = "Compare the interest rates of Norrow Bank and Pell Bank"
    assert [quote.text for quote in best(question, one, other)] == [one.text, other.text]
    assert [part.said for part in parts("Which is the higher rate, Norrow Bank or Pell Bank?")] == [
        "Norrow Bank",
        "Pell Bank",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Compare the mortgage rate of Norrow Bank with Pell Bank",
        "What is the difference in the mortgage rate between Norrow Bank and Pell Bank?",
        "How does the mortgage rate of Norrow Bank compare with Pell Bank?",
        "Which of the two gained more in May, Norrow Bank or Pell Bank?",
        "Which has the higher rate: Norrow Bank or Pell Bank?",
        "What is the difference between the mortgage rates of Norrow Bank and Pell Bank?",
        "Does Norrow Bank have more branches than Pell Bank?",
    ],
)
def test_two_sides_are_told_in_the_ways_that_people_compare(question: str) -> None:
    assert [part.said for part in parts(question)] == ["Norrow Bank", "Pell Bank"]


@pytest.mark.parametrize(
    "question",
    ["哪家银行的利率更高，诺罗还是佩尔？", "比较诺罗和佩尔的利率", "诺罗和佩尔的利率有什么区别？"],
)
def test_two_sides_are_told_in_chinese(question: str) -> None:
    assert [part.said for part in parts(question)] == ["诺罗", "佩尔"]


def test_a_side_is_asked_for_the_thing_and_not_for_more_of_it() -> None:
    [one, _] = parts("Which bank has more branches, Norrow Bank or Pell Bank?")
    assert one.question == "How much branches does Norrow Bank have?"
    [one, _] = parts("Which bank has the higher rate in May, Norrow Bank or Pell Bank?")
    assert one.question == "What is the rate in May of Norrow Bank?"


def test_a_side_is_answered_by_a_sentence_that_names_it() -> None:
    told = article(
        "The mortgage rate of Norrow Bank is 4.8 per cent. Pell Bank asks 4.4 per cent of those who buy.",
        id="b9", title="Mortgages",
    )  # fmt: skip
    quotes = said("Is the mortgage rate of Norrow Bank higher than that of Pell Bank?", told)
    assert ["Norrow" in quote for quote in quotes] == [True, False]


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Is the rate of Norrow Bank higher or lower than that of Pell Bank?",
         ["What is the rate of Norrow Bank?", "What is the rate of Pell Bank?"]),
        ("How does Norrow’s quota for 2026 compare with its quota for 2025?",
         ["What is Norrow’s quota for 2026?", "What is Norrow’s quota for 2025?"]),
        ("How did the mean for thorium compare with the limit of the contract?",
         ["What is the mean for thorium?", "What is the limit of the contract?"]),
        ("Is Norrow's rate higher than Pell's?",
         ["What is Norrow's rate?", "What is Pell's rate?"]),
        ("Is Norrow's rate higher than that of Pell?",
         ["What is Norrow's rate?", "What is Pell's rate?"]),
        ("How does Norrow's rate compare to Pell's?",
         ["What is Norrow's rate?", "What is Pell's rate?"]),
        ("What is the difference between the rate of Norrow and the limit of the contract?",
         ["What is the rate of Norrow?", "What is the limit of the contract?"]),
        ("Does Norrow have more branches than Pell?",
         ["How much branches does Norrow have?", "How much branches does Pell have?"]),
        ("诺罗的利率比佩尔高吗？", ["诺罗的利率是多少？", "佩尔的利率是多少？"]),
        ("诺罗的利率比佩尔的利率高吗？", ["诺罗的利率是多少？", "佩尔的利率是多少？"]),
        ("哪家银行的利率更高，诺罗还是佩尔？", ["诺罗的利率是多少？", "佩尔的利率是多少？"]),
    ],
)  # fmt: skip
def test_each_side_is_asked_for_in_full(question: str, sides: list[str]) -> None:
    assert [part.question for part in parts(question)] == sides


@pytest.mark.parametrize(
    "question",
    [
        "How do workers in Norrow and Pell get to work?",
        "What is the difference in the rate since May?",
        "Does Norrow Bank have more branches than in 2024?",
        "When was the strike in Norrow?",
        "Is Norrow Bank larger than Pell Bank?",
        "Is the house of Jane older than six?",
        "与2025年相比产量变化多少？",
    ],
)
def test_what_only_looks_like_a_comparison_has_no_sides(question: str) -> None:
    assert [part.question for part in parts(question)] == [question]


@pytest.mark.parametrize(
    "question",
    [
        "What is this article about?",
        "Summarise the article about the strike at the axle works.",
        "Give me a short summary of the strike at the Norrow axle works",
        "Please sum up the strike in Norrow!",
        "Tell me everything about the strike at the axle works",
        "What does the article about the strike say?",
        "What is the article about the strike at the axle works about?",
        "Summarise the Norrow strike article",
        "What is the latest on the strike at the axle works?",
        "这篇文章讲了什么？",
    ],
)
def test_an_article_is_summed_up_by_its_first_sentences(question: str) -> None:
    assert asks_summary(question)
    assert said(question, OVER) == [
        "The strike of the workers at the axle works in Norrow ended on Friday.",
        "They get 4 per cent.",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What are the articles about?",
        "Summarise all the articles",
        "What is this article about?",  # which one?
        "Tell me about salt",  # no title names it
        "Summarise the article about the football cup",
    ],
)
def test_what_names_no_article_is_not_summed_up(question: str) -> None:
    assert asks_summary(question)
    assert summary(question, [hit(STRIKE, 1), hit(TRAMS, 2)]) == []


@pytest.mark.parametrize(
    "question",
    ["What did the summary say?", "Who wrote about the article?", "How many articles are there?"],
)
def test_other_questions_ask_for_no_summary(question: str) -> None:
    assert not asks_summary(question)


def test_the_latest_is_what_the_article_tells_that_was_published_last() -> None:
    passages = [hit(STRIKE, 1), hit(OVER, 2)]
    [first, _] = summary("What is the latest on the Norrow strike?", passages)
    assert "ended" in first.text


def test_only_the_begin_of_an_article_sums_it_up() -> None:
    later = hit(OVER, start=OVER.text.index("They get"))
    assert summary("What is this article about?", [replace(later, start=900)]) == []


def test_traditional_characters_are_answered_by_simplified_ones() -> None:
    told = article("澜桥机场新航站楼将于2027年5月启用。", id="z1", title="澜桥机场", language="zh")
    assert [quote.text for quote in best("瀾橋機場新航站樓何時啟用？", told)] == [told.text]


def test_a_sibling_with_another_number_does_not_come_along() -> None:
    boilers = [
        article(f"The Quarn boiler number {n} makes {n}50 kilowatts.", id=f"c{n}", title="Boilers")
        for n in (3, 1, 4, 6)
    ]
    [quote] = best("How many kilowatts does the Quarn boiler number 3 make?", *boilers)
    assert "350" in quote.text


def test_what_is_about_another_name_does_not_come_along() -> None:
    tram = article(
        "The plant will build the VX-7B tram. Vexling Rail belongs to a family. Its chief executive "
        "is Ingrid Halle, who took over from her father.",
        title="Vexling Rail opens a plant",
    )
    ferry = article(
        "Chief executive Oona Breck said that the repair of the ferry would cost £2.4m.",
        id="a9", title="Cracks in a ferry",
    )  # fmt: skip
    found = best("Who is the chief executive of the maker of the VX-7B tram?", tram, ferry)
    assert {quote.number for quote in found} == {1}


def test_a_title_that_is_asked_about_brings_no_other_sentence_along() -> None:
    told = article(
        "The Lode works emitted 45 tonnes of dust in 2024. The plant stands on the east bank.",
        id="c9", title="The Lode works and its dust",
    )  # fmt: skip
    [quote] = best("How many tonnes of dust did the Lode works emit?", told)
    assert quote.text == "The Lode works emitted 45 tonnes of dust in 2024."


SOME = st.lists(st.sampled_from([SALT, WRONG, RIGHT, TRAMS]), unique_by=id)
MADE = "How much salt did Brinewell make in 2023?"


@given(SOME, st.text(max_size=60))
def test_every_quote_is_word_for_word_and_at_most_four_are_shown(
    articles: list[object], question: str
) -> None:
    passages = [hit(one, number) for number, one in enumerate(articles, start=1)]  # type: ignore[arg-type]
    for asked in (question, f"{MADE} {question}"):
        quotes = Choose(weigh)(asked, passages).quotes
        assert len(quotes) <= 4
        for quote in quotes:
            text = passages[quote.number - 1].text
            assert text[quote.start : quote.start + len(quote.text)] == quote.text


def test_of_some_of_these_articles_sentences_are_quoted() -> None:
    assert find(SOME, lambda articles: bool(articles and ask(MADE, *articles).quotes))


BY_READING = Weights(
    "a reader",
    {
        "enough": 0.65,
        **{f"{of}{use}_answers": 1.0 for of in ("", "unspaced_", "foreign_") for use in ("choosing", "telling")},
        **{f"{of}telling_constant": 0.0 for of in ("", "unspaced_", "foreign_")},
    },
)  # fmt: skip


def ask_reader(question: str, likely: float, *articles: object) -> Chosen:
    """Ask where a model finds sentences that tell of pans so likely to answer, others not."""

    def answering(question: str, texts: Sequence[str]) -> list[float]:
        return [likely if "pans" in text else 0.01 for text in texts]

    readers = Readers(answering=answering, weights=BY_READING)
    passages = [hit(one, number) for number, one in enumerate(articles or (SALT,), start=1)]  # type: ignore[arg-type]
    return Choose(weigh, readers)(question, passages)


def test_a_question_in_another_language_is_answered_by_what_a_model_reads() -> None:
    [quote, *_] = ask_reader("雨天使哪些盐池关闭？", 0.99).quotes
    assert "pans" in quote.text


def test_of_a_passage_in_another_language_the_closest_sentences_are_read() -> None:
    """Its words lead nowhere, so that what answers may stand behind any number of others."""
    many = article("The town has a harbour. " * 12 + "Rain shut the pans in May.", title="Tolm")

    def closeness(question: str, texts: Sequence[str]) -> list[float]:
        return [float("pans" in text) for text in texts]

    def answering(question: str, texts: Sequence[str]) -> list[float]:
        return [0.99 if "pans" in text else 0.01 for text in texts]

    readers = Readers(closeness=closeness, answering=answering, weights=BY_READING)
    [quote, *_] = Choose(weigh, readers)("雨天使哪些盐池关闭？", [hit(many)]).quotes
    assert "pans" in quote.text


@pytest.mark.parametrize(("own", "least"), [(0, 3), (2, 2), (5, 2)])
def test_in_another_language_the_closest_of_the_first_passages_are_read(
    own: int, least: int
) -> None:
    """However many passages in the question's own language stand before them."""
    before = [
        article("镇上的盐池仍然开放。人人高兴。", id=f"own{n}", title="盐池") for n in range(own)
    ]
    town = "The town has a harbour. It sells fish. "
    foreign = [article(f"{town * 4}Pan {n} is shut.", id=f"f{n}", title="Tolm") for n in range(4)]
    read: list[str] = []

    def closeness(question: str, texts: Sequence[str]) -> list[float]:
        return [float("Pan" in text) for text in texts]

    def answering(question: str, texts: Sequence[str]) -> list[float]:
        read.extend(texts)
        return [0.5] * len(texts)

    readers = Readers(closeness=closeness, answering=answering, weights=BY_READING)
    passages = [hit(one, n) for n, one in enumerate([*before, *foreign], start=1)]
    Choose(weigh, readers)("雨天使哪些盐池关闭？", passages)
    assert sum(any(f"Pan {n}" in text for text in read) for n in range(3)) >= least
    assert len(read) <= 5


def test_a_first_passage_that_holds_no_sentence_keeps_none_from_being_read() -> None:
    nothing = article("目录", id="toc", title="目录")
    [quote, *_] = ask_reader("When did rain shut the pans?", 0.99, nothing, SALT).quotes
    assert "pans" in quote.text


def test_where_a_model_finds_no_answer_nothing_is_quoted() -> None:
    assert ask_reader("雨天使哪些盐池关闭？", 0.02) == Chosen()


def read_for(question: str, source: Article = SALT, weights: Weights = BY_READING) -> Sequence[str]:
    """What a model reads for a question, of an article from 4 March 2026."""
    read: list[str] = []

    def answering(question: str, texts: Sequence[str]) -> list[float]:
        read.extend(texts)
        return [0.5] * len(texts)

    passages = [replace(hit(source), published=date(2026, 3, 4))]
    Choose(weigh, Readers(answering=answering, weights=weights))(question, passages)
    return read


def test_a_model_reads_a_sentence_with_its_title_and_with_the_one_it_points_back_to() -> None:
    head = "Brinewell Salt's new head. Orla Venn became"
    assert any(
        text.startswith(head) and text.endswith("years.") for text in read_for("她管理港口多久了？")
    )


@pytest.mark.parametrize(
    ("question", "dated"),
    [
        ("How much salt did Brinewell make in 2026?", True),
        ("How much salt did Brinewell make?", False),
        ("How much salt did Brinewell make in 2025?", False),
        ("When in 2026 did Brinewell make salt?", False),
        ("布赖恩韦尔2026年产了多少盐？", True),
        ("布赖恩韦尔2026年什么时候产盐？", False),
    ],
)
def test_where_a_question_names_its_year_an_article_is_read_with_its_day(
    question: str, dated: bool
) -> None:
    """Elsewhere, and where it asks for one, the model would take the day for the answer."""
    read = read_for(question)
    assert read
    assert all(text.startswith("(2026-03-04) ") == dated for text in read)


def test_a_model_reads_no_more_than_the_four_sentences_worth_reading() -> None:
    weights = Weights("a reader", {"enough": 0.5, "choosing_answers": 1.0, "telling_constant": 0.0})
    many = article(
        "The pans made salt in 2023. " + "The salt of the pans is sold. " * 9, title="Pans"
    )
    read = read_for("What did the pans make in 2023?", many, weights)
    assert len(read) == 4
    assert any("2023" in text for text in read)
