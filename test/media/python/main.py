# Plays every case in Python, a line of JSON each.

import stage

stage.listen()

import google_cases  # noqa: E402, F401
import openai_cases  # noqa: E402, F401
import small_cases  # noqa: E402, F401

stage.play()
