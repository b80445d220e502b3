"""`make soak`: what live_test.py does for seconds, for minutes."""

import lib
import storm


def main(run):
    run.check("a storm of a minute", storm.storm, run, 60)
    run.check("a thousand reloads", storm.reloads, run, 1000)


if __name__ == "__main__":
    lib.run(main)
