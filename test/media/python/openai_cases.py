# OpenAI's own client in Python: small APIs, pictures, sound, web search and conversations with media.

import base64

from openai import OpenAI
from stage import KEY, PROMPT, TEXTS, URL, case, check, mask, png, sides, wav

client = OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
GROUP = "python: openai"
#: Sixty characters are four seconds of speech.
SPOKEN = "Where the road runs on, each car slows and pays its toll ..."


@case(GROUP, "embeddings of two texts, 64 dimensions, base64 unseen", 12 * 20)
def embeddings():
    answer = client.embeddings.create(model="text-embedding-3-small", input=TEXTS, dimensions=64)
    check([len(row.embedding) for row in answer.data] == [64, 64], answer)
    return f"{len(answer.data)} vectors"


@case(GROUP, "embeddings of tokens, as numbers", 5 * 130)
def tokens():
    answer = client.embeddings.create(
        model="text-embedding-3-large", input=[[9906, 1917], [791, 2579, 13]], encoding_format="float"
    )
    check(len(answer.data) == 2 and isinstance(answer.data[0].embedding[0], float), answer)
    return f"{len(answer.data[0].embedding)} dimensions"


@case(GROUP, "moderations of two texts, free", 0)
def moderations():
    answer = client.moderations.create(input=TEXTS)
    check([row.flagged for row in answer.results] == [False, False], answer)
    return f"{len(answer.results)} judged"


@case(GROUP, "moderations of a text and a picture, free", 0)
def moderations_of_picture():
    url = "data:image/png;base64," + base64.b64encode(png(8, 8)).decode()
    parts = [{"type": "text", "text": PROMPT}, {"type": "image_url", "image_url": {"url": url}}]
    answer = client.moderations.create(model="omni-moderation-latest", input=parts)
    check(len(answer.results) == 1, answer)
    return ", ".join(answer.results[0].category_applied_input_types.violence)


@case(GROUP, "completions, streamed", 6 * 1_500 + 8 * 2_000)
def completions():
    stream = client.completions.create(
        model="gpt-3.5-turbo-instruct", prompt=PROMPT, max_tokens=8, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    check(chunks[-1].usage.completion_tokens == 8, chunks[-1])
    return "".join(chunk.choices[0].text for chunk in chunks if chunk.choices)


@case(GROUP, "generate gpt-image-1, high, 1024x1536, webp", 6 * 5_000 + 6240 * 40_000)
def generate():
    answer = client.images.generate(
        model="gpt-image-1", prompt=PROMPT, quality="high", size="1024x1536", output_format="webp"
    )
    seen = sides(answer.data[0].b64_json)
    check(seen == "webp 1024x1536", seen)
    return seen


@case(GROUP, "generate gpt-image-1, streamed with a partial picture", 6 * 5_000 + (1056 + 100) * 40_000)
def generate_streamed():
    stream = client.images.generate(
        model="gpt-image-1", prompt=PROMPT, quality="medium", size="1024x1024", stream=True, partial_images=1
    )
    seen = " ".join(event.type.removeprefix("image_generation.") for event in stream)
    check(seen == "partial_image completed", seen)
    return seen


@case(GROUP, "edit gpt-image-1 with two pictures and a mask", 6 * 5_000 + 120 * 10_000 + 1056 * 40_000)
def edit():
    images = [("a.png", png(64, 64), "image/png"), ("b.png", png(100, 20), "image/png")]
    answer = client.images.edit(
        model="gpt-image-1", prompt=PROMPT, image=images, mask=("m.png", mask(64, 64), "image/png"),
        quality="medium", size="1024x1024",
    )
    seen = sides(answer.data[0].b64_json)
    check(seen == "png 1024x1024" and answer.usage.input_tokens == 126, answer.usage)
    return seen


@case(GROUP, "generate imagen-4.0-fast-generate-001, two", 2 * 20_000_000)
def imagen():
    answer = client.images.generate(
        model="imagen-4.0-fast-generate-001", prompt=PROMPT, n=2, size="1024x1024", response_format="b64_json"
    )
    check(len(answer.data) == 2, answer)
    return " ".join(sides(row.b64_json) for row in answer.data)


@case(GROUP, "speech tts-1, streamed to the hand, opus", 60 * 15_000)
def speech():
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input=SPOKEN, response_format="opus"
    ) as answer:
        data = b"".join(answer.iter_bytes())
    check(data[:4] == b"OggS", data[:4])
    return f"{len(data)} bytes"


@case(GROUP, "speech gemini-2.5-flash-preview-tts, wav", 15 * 500 + 84 * 10_000)
def google_speech():
    data = client.audio.speech.create(
        model="gemini-2.5-flash-preview-tts", voice="alloy", input=SPOKEN, response_format="wav"
    ).read()
    check(data[:4] == b"RIFF", data[:4])
    return f"{len(data)} bytes"


@case(GROUP, "transcription whisper-1, verbose_json", 4 * 100_000)
def transcription():
    answer = client.audio.transcriptions.create(
        model="whisper-1", file=("talk.wav", wav(4)), response_format="verbose_json"
    )
    check(answer.duration == 4, answer)
    return answer.text[:40]


@case(GROUP, "transcription gpt-4o-transcribe, streamed", 40 * 2_500 + 15 * 10_000)
def transcription_streamed():
    stream = client.audio.transcriptions.create(model="gpt-4o-transcribe", file=("talk.wav", wav(4)), stream=True)
    events = list(stream)
    check(events[-1].type == "transcript.text.done", events[-1])
    return events[-1].text[:40]


@case(GROUP, "translation whisper-1", 4 * 100_000)
def translation():
    return client.audio.translations.create(model="whisper-1", file=("talk.wav", wav(4))).text[:40]


@case(GROUP, "chat gpt-audio, spoken", 11 * 2_500 + 18 * 10_000 + 100 * 64_000)
def chat_audio():
    answer = client.chat.completions.create(
        model="gpt-audio", modalities=["text", "audio"], audio={"voice": "alloy", "format": "wav"},
        messages=[{"role": "user", "content": PROMPT}],
    )
    data = base64.b64decode(answer.choices[0].message.audio.data)
    check(data[:4] == b"RIFF", data[:4])
    return f"{len(data)} bytes"


@case(GROUP, "chat gpt-audio, spoken, streamed", 11 * 2_500 + 18 * 10_000 + 100 * 64_000)
def chat_audio_streamed():
    stream = client.chat.completions.create(
        model="gpt-audio", modalities=["text", "audio"], audio={"voice": "alloy", "format": "pcm16"}, stream=True,
        messages=[{"role": "user", "content": PROMPT}],
    )
    data = b""
    for chunk in stream:
        for choice in chunk.choices:
            piece = getattr(choice.delta, "audio", None)
            data += base64.b64decode(piece.data or "") if piece else b""
    check(len(data) == 5 * 48_000, len(data))
    return f"{len(data)} bytes"


@case(GROUP, "chat gpt-4o-search-preview, one search", 7 * 2_500 + 23 * 10_000 + 25_000_000)
def chat_search():
    answer = client.chat.completions.create(
        model="gpt-4o-search-preview", web_search_options={"search_context_size": "low"},
        messages=[{"role": "user", "content": "[[search]]"}],
    )
    notes = answer.choices[0].message.annotations
    check(notes and notes[0].type == "url_citation", answer)
    return notes[0].url_citation.url


@case(GROUP, "responses gpt-5.1 with web_search", 12 * 1_250 + 44 * 10_000 + 10_000_000)
def responses_search():
    answer = client.responses.create(model="gpt-5.1", tools=[{"type": "web_search"}], input="[[search]]")
    check(any(item.type == "web_search_call" for item in answer.output), answer)
    return " ".join(item.type for item in answer.output)


@case(GROUP, "files: uploaded, read by a chat, deleted", 11 * 150 + 18 * 600)
def files():
    file = client.files.create(file=("note.txt", b"a note"), purpose="user_data")
    part = {"type": "file", "file": {"file_id": file.id}}
    answer = client.chat.completions.with_raw_response.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": [part, {"type": "text", "text": PROMPT}]}]
    )
    check(file.id in [one.id for one in client.files.list()], "not listed")
    check(client.files.delete(file.id).deleted, "not deleted")
    return file.filename, answer.headers["x-request-id"]


@case(GROUP, "realtime gpt-realtime-mini, one answer in text", 6 * 600 + 13 * 2_400)
def realtime():
    with client.realtime.connect(model="gpt-realtime-mini") as session:
        session_id = session._connection.response.headers["x-request-id"]
        session.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        session.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": PROMPT}]}
        )
        session.response.create()
        for event in session:
            if event.type == "response.done":
                return f"{event.response.usage.total_tokens} tokens", f"{session_id}.1"
    raise AssertionError("no answer")
