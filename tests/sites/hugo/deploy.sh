#!/bin/sh
rsync public/ host:
