#!/bin/sh
echo "this would be run"
