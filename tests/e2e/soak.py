"""`make soak`: what live_test.py does for seconds, for minutes."""

import lib
import storm
import storm_trees


def main(run):
    run.check("a storm of a minute", storm.storm, run, 60)
    run.check("a storm of a minute in a project of Hugo's", storm.storm, run, 60, storm_trees.Hugo())
    run.check("a thousand reloads", storm.reloads, run, 1000)
    run.check("a thousand reloads of a thousand pages", storm.reloads, run, 1000, 1000)


if __name__ == "__main__":
    lib.run(main)
