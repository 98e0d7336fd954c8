"""A stranger's template: rendered as transformers renders it, and never endless."""

from __future__ import annotations

import time

import pytest
from tests.hostile.templates import TEMPLATES

from earshot import paths
from earshot.domain.errors import ModelError
from earshot.engine.template import Template

KNOWN = {"bos_token": "<bos>", "eos_token": "<eos>", "extra": ["no text"]}
TALK = [
    {"role": "system", "content": "Be <b>brief</b>."},
    {"role": "user", "content": [{"type": "text", "text": " what\nis this? "}, {"type": "audio"}]},
]
ORDINARY = {
    "the pocket model's": (paths.POCKET / "chat_template.jinja").read_text(encoding="utf-8"),
    "loops and names": (
        "{%- set ns = namespace(n=0) -%}{% for m in messages %}{% set ns.n = ns.n + 1 %}"
        "{{ loop.index0 ~ m.role | upper }}{% if loop.last %}!{% endif %}{% endfor %}{{ ns.n * 2 }}"
    ),
    "macros": (
        "{% macro strip(text) %}{% for p in text.split('<b>') %}{{ p.split('</b>')[-1] | trim }},"
        "{% endfor %}{% endmacro %}"
        "{{ strip(messages[0]['content']) }}{{ messages[1:] | length }}"
    ),
    "as JSON": "{{ messages | tojson }}{{ {'a': [1, (2, 3)]} | tojson(indent=2) }}",
    "filters": (
        "{{ messages | map(attribute='role') | join(', ') }}{{ messages[1].content | selectattr('type', 'equalto', "
        "'audio') | list | length }}{{ 'abc' | replace('b', 'x') }}{{ 'a-b'.replace('-', '+') }}{{ [3, 1] | sort }}"
    ),
    "tests": "{{ messages is iterable }}{{ tools is none }}{{ nothing is defined }}{{ nothing | default('x') }}",
    "joins": "{{ '-'.join(['a', 'b']) }}{{ ['a'] + ['b'] }}{{ 'ab' * 3 }}{{ 7 % 4 }}{{ 2 ** 3 }}",
    "sets": "{% set x %}a{{ bos_token }}{% endset %}{{ x ~ x }}"
    "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}"
    "{% for i in range(3) %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}",
    "said": "{% generation %}{{ messages[0].role }}{% endgeneration %}{{ dict(a=1).items() | list }}",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_what_is_rendered_is_what_transformers_renders(text: str) -> None:
    from transformers.utils.chat_template_utils import render_jinja_template

    wanted = render_jinja_template(
        [TALK], chat_template=text, add_generation_prompt=True, bos_token="<bos>", eos_token="<eos>"
    )[0][0]
    found = Template(text, KNOWN).render(TALK, tokenize=False, add_generation_prompt=True)
    assert found == wanted


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - {"nothing", "no sound", "sound twice", "unknown"}))
def test_a_template_without_end_or_sense_is_one_sentence(name: str) -> None:
    began = time.process_time()
    with pytest.raises(ModelError) as caught:
        Template(TEMPLATES[name], KNOWN).render(TALK, add_generation_prompt=True)
    assert time.process_time() - began < 5.0
    assert "\n" not in caught.value.sentence and caught.value.advice


def test_a_long_text_of_the_user_is_no_bomb() -> None:
    talk = [{"role": "user", "content": [{"type": "text", "text": "word " * 200_000}]}]
    assert len(Template(ORDINARY["the pocket model's"], KNOWN).render(talk, add_generation_prompt=True)) > 999_000


def test_every_rendering_has_a_purse_of_its_own() -> None:
    template = Template("{% for i in range(90000) %}.{% endfor %}", {})
    assert {len(template.render(TALK)) for _ in range(5)} == {90_000}


def test_what_a_template_changes_is_gone_the_next_time() -> None:
    template = Template("{{ messages | length }}", {})
    before = repr(TALK)
    assert template.render(TALK) == "2" and repr(TALK) == before
