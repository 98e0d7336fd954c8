"""Chat templates that would hang, fill the memory, look around, or leave the sound out."""

DOUBLED = "{%% set n = namespace(x=%s) %%}{%% for i in range(64) %%}{%% set n.x = n.x %s n.x %%}{%% endfor %%}{{ n.x }}"

TEMPLATES = {
    "endless": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "long text": "{{ 'a' * 10**10 }}",
    "doubled by ~": DOUBLED % ("'ab'", "~"),
    "doubled by +": DOUBLED % ("'ab'", "+"),
    "doubled by set": "{% set x = 'ab' %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 64 + "{{ x }}",
    "doubled lists": DOUBLED % ("[1]", "+"),
    "nested lists": "{% set a = [1] %}" + "{% set a = [a, a, a, a] %}" * 40 + "{{ a }}",
    "nested and compared": "{% set a = [1] %}{% set b = [1] %}"
    + "{% set a = [a, a, a] %}{% set b = [b, b, b] %}" * 40
    + "{{ a == b }}",
    "nested names": "{% set a = dict(x=1) %}" + "{% set a = dict(x=a, y=a) %}" * 60 + "{{ a | tojson }}",
    "tree of macros": "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(90) }}",
    "deep": "{% macro f(n) %}{{ f(n+1) }}{% endmacro %}{{ f(0) }}",
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ cycler.__init__.__globals__.os.system('true') }}",
    "wide": "{{ '{:99999999999}'.format(1) }}",
    "wide by %": "{{ '%999999999d' % 1 }}",
    "wide by filter": "{{ 'a' | center(10**10) }}",
    "wide by call": "{{ 'a'.ljust(9999999999) }}",
    "power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "replaced": "{% set a = 'a' * 100000 %}{{ a.replace('a', a) }}",
    "joined": "{% set a = 'a' * 100000 %}{{ a | list | join(a) }}",
    "brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "includes": "{% include '/etc/passwd' %}",
    "nothing": "",
    "no sound": "{{ messages[0]['content'][0]['text'] }}",
    "sound twice": "{% for p in messages[0]['content'] %}<|audio|><|audio|><|image|><|image|>{% endfor %}",
    "raises": "{{ raise_exception('no\nand\nno') }}",
    "unfinished": "{% if %}",
    "unknown": "{{ nobody.knows.this }}",
}
