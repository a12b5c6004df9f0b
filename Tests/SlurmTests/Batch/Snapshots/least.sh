#!/bin/sh

true
