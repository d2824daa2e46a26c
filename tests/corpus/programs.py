"""Programs that end, fail and print as programs should not, each with a secret at hand."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from tests.corpus.inputs import Input
from tests.corpus.projects import DEMO
from tests.leaks.canaries import Cage

_HEAD: Final = """\
import asyncio, atexit, ctypes, decimal, json, logging, os, signal, subprocess, sys, threading, time, warnings
import pulumi

SECRET = open('key').read()
own = pulumi.Output.secret(SECRET)


class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("test:index:Thing", name, props, opts)


class Odd(Exception):
    def __str__(self):
        raise ValueError(SECRET)


class Twice(Exception):
    def __str__(self):
        raise self


def deep(depth, leaf=1, kind=dict):
    for _ in range(depth):
        leaf = {"a": leaf} if kind is dict else [leaf]
    return leaf


def without_end():
    return without_end()


loop = {}
loop["a"] = [loop]
first = Thing("first", password=SECRET, own=own)
"""

RAISED: Final = (
    "raise ValueError(SECRET)",
    "raise Odd",
    "raise Twice",
    "raise Odd from Odd()",
    "raise BaseException(SECRET)",
    "raise GeneratorExit(SECRET)",
    "raise KeyboardInterrupt",
    "raise asyncio.CancelledError(SECRET)",
    "raise StopIteration(SECRET)",
    "raise StopAsyncIteration",
    "raise MemoryError",
    "raise RecursionError",
    "raise SystemExit(SECRET)",
    "raise SystemExit(own)",
    "raise ExceptionGroup(SECRET, [Odd(), ValueError(SECRET)])",
    "raise KeyError(SECRET)",
    "raise OSError(2, SECRET, SECRET)",
    "raise UnicodeDecodeError('utf-8', SECRET.encode(), 0, 1, 'x')",
    "raise json.JSONDecodeError('x', SECRET, 3)",
    "raise ValueError('\\x1b[2J\\n::error::x\\u202e\\ud800')",
    "raise ValueError('x' * 5_000_000)",
    "raise type('\\x1b[31m' + SECRET, (Exception,), {})()",
    "raise SyntaxError(SECRET, (SECRET, 1, 1, SECRET))",
    "raise subprocess.CalledProcessError(1, ['psql', SECRET], SECRET, SECRET)",
    "subprocess.run(['false', SECRET], check=True)",
    "assert not SECRET, SECRET",
    "{}[SECRET]",
    "int(SECRET)",
    "getattr(first, SECRET)",
    "without_end()",
    "exec('x = (' + SECRET)",
    "exec(compile('raise ValueError(SECRET)', '\\x1b[2J' + SECRET, 'exec'))",
    "sys.exit(SECRET)",
    "sys.exit(-1)",
    "sys.exit(10**30)",
    "sys.exit(True)",
    "os._exit(0)",
    "os._exit(3)",
    "os.abort()",
    "os.kill(os.getpid(), signal.SIGKILL)",
    "os.kill(os.getpid(), signal.SIGSEGV)",
    "os.execv('/bin/true', ['true'])",
    "quit()",
    "ctypes.string_at(0)",
)
"""Ways to fail or to end."""
PLACES: Final = {
    "the program": "{0}",
    "apply": "def f(value):\n    {0}\nfirst.id.apply(f)\nown.apply(f)",
    "a component": (
        "class C(pulumi.ComponentResource):\n    def __init__(self):\n"
        "        super().__init__('a:b:C', 'c')\n        {0}\nC()"
    ),
    "an export": "async def f():\n    {0}\npulumi.export('a', pulumi.Output.from_input(f()))",
    "a transformation": (
        "def f(args):\n    {0}\npulumi.runtime.register_stack_transformation(f)\nThing('second')"
    ),
    "a transform": "def f(args):\n    {0}\npulumi.runtime.register_resource_transform(f)\nThing('second')",
    "the end": "def f():\n    {0}\natexit.register(f)",
    "a thread": "def f():\n    {0}\nthreading.Thread(target=f).start()",
    "a thread that is left": (
        "def f():\n    time.sleep(0.2)\n    {0}\nthreading.Thread(target=f, daemon=True).start()"
    ),
    "the end of an object": "class D:\n    def __del__(self):\n        {0}\nheld = D()\ndel held\nkept = D()",
    "a property": "class P(dict):\n    def items(self):\n        {0}\nThing('second', tags=P(a=1))",
}
"""Where code of a program runs."""
INTERPRETER: Final = ("the end", "the end of an object")
"""Places whose exceptions the interpreter shows, in its own way, with all lines and as they are."""

VALUES: Final = (
    "float('nan')",
    "float('-inf')",
    "10 ** 400",
    "2 ** 63",
    "-(2 ** 70)",
    "decimal.Decimal('1.10')",
    "b'\\xff\\x00'",
    "{1: 2}",
    "{None: SECRET}",
    "{('a', 'b'): 1}",
    "{SECRET: own}",
    "{'a': {own}}",
    "set('abc')",
    "loop",
    "deep(400)",
    "deep(400, kind=list)",
    "deep(20_000)",
    "deep(60, own)",
    "'\\ud800'",
    "'\\x1b[2J\\x07\\n::error::boom'",
    "'\\u202e##vso[task.complete]'",
    "'\\0'",
    "'x' * 3_000_000",
    "['x'] * 50_000",
    "{str(n): n for n in range(20_000)}",
    "object()",
    "Odd()",
    "Thing",
    "first",
    "[first, {'a': first}]",
    "lambda: 1",
    "(n for n in 'ab')",
    "asyncio.sleep(0, SECRET)",
    "own",
    "pulumi.Output.all(own, first.id)",
    "pulumi.Output.concat('a', own, first.id)",
    "pulumi.Output.json_dumps({'a': own, 'b': loop and 1})",
    "pulumi.FileAsset('/dev/zero')",
    "pulumi.FileAsset('nowhere')",
    "pulumi.FileArchive('/proc')",
    "pulumi.RemoteAsset('http://[')",
    "pulumi.StringAsset(SECRET)",
    "pulumi.AssetArchive({'a': pulumi.StringAsset(SECRET), '\\x1b': pulumi.FileArchive('.')})",
    "sys.modules",
    "type('T', (), {'__str__': lambda s: 1, '__repr__': lambda s: 1 / 0})()",
    "type('S', (str,), {'__str__': lambda s: 1 / 0})('a')",
    "type('I', (int,), {})(5)",
    "True",
    "...",
)
"""Values that somebody gives to a resource or exports."""
USES: Final = {
    "given": "Thing('second', value={0})",
    "exported": "pulumi.export('value', {0})",
    "a tag": "Thing('second', tags={{'a': {0}}}, env=[{{'name': 'A', 'value': {0}}}])",
    "a name": "Thing({0})",
    "an exported name": "pulumi.export({0}, 1)",
    "logged": "pulumi.log.info({0})\npulumi.log.error(str({0}), first)",
    "asked": "pulumi.runtime.invoke('test:index:get', {{'a': {0}}})\nThing('second')",
    "an option": "Thing('second', opts=pulumi.ResourceOptions(depends_on={0}, ignore_changes={0}))",
    "an id": "Thing('second', opts=pulumi.ResourceOptions(import_={0}))\nThing.get = None",
    "configured": "pulumi.Config({0}).require('a')",
    "a reference": "pulumi.StackReference({0}).get_output('a')",
}
"""What is done with a value."""

PRINTED: Final = (
    "print(SECRET)",
    "print('x' * 3_000_000)",
    "sys.stderr.write(SECRET[:9]); sys.stderr.write(SECRET[9:])",
    "os.write(1, SECRET.encode())",
    "os.write(2, b'\\n' + SECRET.encode())",
    "subprocess.run(['echo', SECRET])",
    "subprocess.Popen(['sh', '-c', 'sleep 0.3; echo \"$0\"', SECRET])",
    "os.close(1)",
    "os.close(2)",
    "os.close(1); os.close(2); os.close(0)",
    "os.closerange(3, 200)",
    "sys.stdout.close()",
    "sys.stderr.close()",
    "sys.stdout = None; sys.stderr = None",
    "sys.stdout = sys.stderr = open(os.devnull, 'w')",
    "logging.basicConfig(level=0); logging.getLogger('a').warning('%s', SECRET)",
    "warnings.warn(SECRET)",
    "sys.setrecursionlimit(60)",
    "sys.path.clear()",
    "os.environ.clear()",
    "os.chdir('/')",
    "os.chdir('/proc/self/fd')",
    "import shutil; shutil.rmtree(os.getcwd())",
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.alarm(1)",
    "signal.raise_signal(signal.SIGINT)",
    "signal.raise_signal(signal.SIGTERM)",
    "os.fork()",
    "import builtins; builtins.open = None; builtins.print = None",
    "sys.excepthook = None; raise ValueError(SECRET)",
    "asyncio.set_event_loop(None)",
    "asyncio.run(asyncio.sleep(0))",
    "asyncio.get_running_loop().stop()",
    "asyncio.get_running_loop().close()",
    "pulumi.runtime.settings.reset_options('a', 'b')",
    "del pulumi.Output.apply",
    "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))",
)
"""Statements that change what a program and the planner share."""
ENDLESS: Final = (
    "while True: pass",
    "time.sleep(100)",
    "threading.Event().wait()",
    "while True:\n    try: time.sleep(100)\n    except BaseException: pass",
    "pulumi.export('a', pulumi.Output.json_dumps(loop))",
    "own.apply(lambda _: time.sleep(100))",
    "threading.Thread(target=time.sleep, args=(100,)).start()",
    "sum(range(10 ** 12))",
    "first.id.apply(lambda _: asyncio.Future())",
    "subprocess.run(['sleep', '100'])",
)
"""What does not end in time."""

COMMANDS: Final = (("plan",), ("plan", "-j"), ("check", "-o", "json"), ("graph", "--full"), ("plan", "-v"))


def inputs() -> Iterator[Input]:
    """Yield programs: all ways to fail in some place, in each place some ways, all values in some use."""
    number = 0
    for failure in RAISED:
        for place in [name for at, name in enumerate(PLACES) if at == 0 or (number + at) % 4 == 0]:
            if place in INTERPRETER and any(each in failure for each in ("\\x1b", "os.")):
                continue
            number += 1
            yield _input(number, f"{failure} in {place}", PLACES[place].format(failure))
    for at, value in enumerate(VALUES):
        for use in [name for position, name in enumerate(USES) if (at + position) % 3 == 0 or position < 2]:
            number += 1
            yield _input(number, f"{value} {use}", USES[use].format(value))
    for statement in PRINTED:
        for after in ("", "\nraise ValueError(SECRET)"):
            number += 1
            yield _input(number, statement + after, statement + after + "\nThing('second', own=own)")
    for statement in ENDLESS:
        yield _input(1, statement, statement, ("--timeout", "1"))


def _input(number: int, name: str, body: str, flags: tuple[str, ...] = ()) -> Input:
    cage = Cage(23, "'\n" if number % 3 == 0 else "")
    program = _HEAD + textwrap.dedent(body) + "\n"
    return Input(
        name=name[:150],
        arguments=(*COMMANDS[number % len(COMMANDS)], *flags),
        files={
            **DEMO,
            "__main__.py": program.encode(errors="surrogatepass"),
            "lookups.yaml": b"",
            "key": cage.canary("the program").encode(),
        },
        cage=cage,
        program=True,
    )
