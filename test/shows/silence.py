# The text of one stream as the official Python SDK of a family reads it: silence.py FAMILY URL KEY MODEL.
# Wants the packages openai, anthropic and google-genai.

import sys

family, url, key, model = sys.argv[1:]


def openai_chat():
    from openai import OpenAI

    client = OpenAI(api_key=key, base_url=f"{url}/v1", max_retries=0)
    stream = client.chat.completions.create(model=model, stream=True, messages=[{"role": "user", "content": "Hello"}])
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def openai_responses():
    from openai import OpenAI

    client = OpenAI(api_key=key, base_url=f"{url}/v1", max_retries=0)
    stream = client.responses.create(model=model, stream=True, input="Hello")
    return "".join(event.delta for event in stream if event.type == "response.output_text.delta")


def anthropic_messages():
    from anthropic import Anthropic

    client = Anthropic(api_key=key, base_url=url, max_retries=0)
    messages = [{"role": "user", "content": "Hello"}]
    with client.messages.stream(model=model, max_tokens=16, messages=messages) as stream:
        return "".join(stream.text_stream)


def gemini_generate():
    from google import genai
    from google.genai import types

    client = genai.Client(api_key=key, http_options=types.HttpOptions(base_url=url))
    stream = client.models.generate_content_stream(model=model, contents="Hello")
    return "".join(chunk.text or "" for chunk in stream)


reads = {
    "openai-chat": openai_chat,
    "openai-responses": openai_responses,
    "anthropic-messages": anthropic_messages,
    "gemini-generate": gemini_generate,
}
print(reads[family](), end="")
