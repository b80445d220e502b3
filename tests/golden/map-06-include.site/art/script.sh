#!/bin/sh
echo 1x
