"""The command line: python -m ks_data. Exit 0 when good, 1 with a plain message on bad input, 2 on wrong usage."""

import argparse
import os
import sys

from ks_data.catalogue.errors import DataError
from ks_data.command_line import briefings, data, figures, files, releases


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m ks_data", description="De gegevens van Kansrijke Start.")
    commands = parser.add_subparsers(required=True, metavar="opdracht")
    for module in (figures, files, releases, briefings, data):
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
