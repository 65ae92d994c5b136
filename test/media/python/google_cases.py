# Google's own client in Python: pictures, speech, vectors, files, caches and grounding.

import io

from google import genai
from google.genai import types
from stage import KEY, PROMPT, TEXTS, URL, case, check, png, sides

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
GROUP = "python: google-genai"
DRAWING = "gemini-2.5-flash-image"


def picture_in(answer):
    parts = answer.candidates[0].content.parts
    return next(part.inline_data for part in parts if part.inline_data is not None)


@case(GROUP, "embed_content gemini-embedding-001, two texts, 64 dimensions", 12 * 150)
def embed():
    answer = client.models.embed_content(
        model="gemini-embedding-001", contents=TEXTS,
        config=types.EmbedContentConfig(output_dimensionality=64, task_type="RETRIEVAL_DOCUMENT"),
    )
    check([len(row.values) for row in answer.embeddings] == [64, 64], answer)
    return f"{len(answer.embeddings)} vectors"


@case(GROUP, "embed_content text-embedding-3-small, served by another maker", 12 * 20)
def embed_elsewhere():
    answer = client.models.embed_content(model="text-embedding-3-small", contents=TEXTS)
    return f"{len(answer.embeddings)} vectors"


@case(GROUP, "generate_content that draws, 16:9", 6 * 300 + 1290 * 30_000)
def draw():
    answer = client.models.generate_content(
        model=DRAWING, contents=PROMPT,
        config=types.GenerateContentConfig(
            response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9")
        ),
    )
    seen = sides(picture_in(answer).data)
    check(seen == "png 1024x576", seen)
    return seen


@case(GROUP, "generate_content that draws of a picture, streamed", 6 * 300 + 258 * 300 + 6 * 2_500 + 1290 * 30_000)
def draw_streamed():
    part = types.Part.from_bytes(data=png(64, 64), mime_type="image/png")
    seen = ""
    for chunk in client.models.generate_content_stream(model=DRAWING, contents=[part, PROMPT]):
        for piece in chunk.candidates[0].content.parts or []:
            if piece.inline_data is not None:
                seen = sides(piece.inline_data.data)
    check(seen == "png 1024x1024", seen)
    return seen


@case(GROUP, "generate_content that speaks", 15 * 500 + 100 * 10_000)
def speak():
    voice = types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore"))
    answer = client.models.generate_content(
        model="gemini-2.5-flash-preview-tts",
        contents="Where the road runs on, each car slows and pays its toll ...",
        config=types.GenerateContentConfig(
            response_modalities=["AUDIO"], speech_config=types.SpeechConfig(voice_config=voice)
        ),
    )
    blob = picture_in(answer)
    check(len(blob.data) == 4 * 48_000, len(blob.data))
    return blob.mime_type


@case(GROUP, "files: uploaded, read by a model, deleted", 361 * 300 + 53 * 2_500)
def files():
    file = client.files.upload(file=io.BytesIO(b"a note"), config=types.UploadFileConfig(mime_type="text/plain"))
    check(client.files.get(name=file.name).state == types.FileState.ACTIVE, file)
    answer = client.models.generate_content(model="gemini-2.5-flash", contents=[file, PROMPT])
    request = answer.sdk_http_response.headers["x-request-id"]
    check(file.name in [one.name for one in client.files.list()], "not listed")
    client.files.delete(name=file.name)
    return file.name, request


@case(GROUP, "generate_content grounded by googleSearch", 12 * 300 + 46 * 2_500 + 35_000_000)
def grounded():
    answer = client.models.generate_content(
        model="gemini-2.5-flash", contents="[[search]]",
        config=types.GenerateContentConfig(tools=[types.Tool(google_search=types.GoogleSearch())]),
    )
    found = answer.candidates[0].grounding_metadata
    check(found is not None and found.web_search_queries, answer)
    return f"{len(found.grounding_chunks)} sources"


#: Vertex AI's paths, which this client alone takes for Imagen.
vertex = genai.Client(vertexai=True, api_key=KEY, http_options=types.HttpOptions(base_url=URL))


@case(GROUP, "generate_images imagen-4.0-fast-generate-001, two, over Vertex AI's paths", 2 * 20_000_000)
def imagen():
    answer = vertex.models.generate_images(
        model="imagen-4.0-fast-generate-001", prompt=PROMPT, config=types.GenerateImagesConfig(number_of_images=2)
    )
    check(len(answer.generated_images) == 2, answer)
    return " ".join(sides(one.image.image_bytes) for one in answer.generated_images)
