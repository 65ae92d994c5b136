"""Official clients in Python against the gateway: each function prints what it got, or raises."""

import os
import ssl
import sys
import urllib.request

GATEWAY = os.environ["GATEWAY"]
SOON = "[[takes 400]]"


def downloaded(url, head):
    """The bytes of a file that the gateway gave an address of; they must begin as its kind does."""
    context = ssl.create_default_context() if url.startswith("https") else None
    with urllib.request.urlopen(url, context=context) as answer:
        content = answer.read()
    assert head in content[:12], content[:40]
    return f"{head.decode()} {len(content)} bytes"


def fal_subscribe():
    import fal_client

    seen = []
    result = fal_client.subscribe(
        "fal-ai/flux/dev",
        arguments={"prompt": f"{SOON} a lighthouse", "num_images": 2},
        with_logs=True,
        on_queue_update=seen.append,
    )
    assert len(result["images"]) == 2, result
    assert seen, "no update came"
    return downloaded(result["images"][0]["url"], b"PNG")


def fal_queue():
    import fal_client

    late = fal_client.submit("fal-ai/flux/dev", arguments={"prompt": "[[takes 9000]] slow"})
    late.cancel()
    handle = fal_client.submit("fal-ai/flux/dev", arguments={"prompt": f"{SOON} a mill"})
    events = [type(event).__name__ for event in handle.iter_events(interval=0.2)]
    assert events[-1] == "Completed", events
    return downloaded(handle.get()["images"][0]["url"], b"PNG")


def dashscope_pictures():
    from dashscope import ImageSynthesis

    answer = ImageSynthesis.call(model="wan2.2-t2i-flash", prompt=f"{SOON} a flower shop", n=2, size="1024*1024")
    assert answer.status_code == 200, answer
    assert answer.output.task_status == "SUCCEEDED", answer
    assert len(answer.output.results) == 2 and answer.usage.image_count == 2, answer
    return downloaded(answer.output.results[0].url, b"PNG")


def dashscope_video():
    from dashscope import VideoSynthesis

    begun = VideoSynthesis.async_call(model="wan2.7-t2v", prompt=f"{SOON} a heron", duration=5)
    assert begun.status_code == 200, begun
    looked = VideoSynthesis.fetch(begun)
    assert looked.output.task_id == begun.output.task_id, looked
    ended = VideoSynthesis.wait(begun)
    assert ended.output.task_status == "SUCCEEDED", ended
    return downloaded(ended.output.video_url, b"ftyp")


def dashscope_file():
    import base64
    import tempfile

    from dashscope import VideoSynthesis

    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    with tempfile.NamedTemporaryFile(suffix=".png") as picture:
        picture.write(base64.b64decode(pixel))
        picture.flush()
        answer = VideoSynthesis.call(
            model="wan2.5-i2v-preview", prompt=f"{SOON} wind", img_url=f"file://{picture.name}", duration=5
        )
    assert answer.status_code == 200 and answer.output.task_status == "SUCCEEDED", answer
    return downloaded(answer.output.video_url, b"ftyp")


def dashscope_failure():
    from dashscope import ImageSynthesis

    answer = ImageSynthesis.call(model="wan2.2-t2i-flash", prompt=f"{SOON} [[fail too dark]]", n=1)
    assert answer.output.task_status == "FAILED", answer
    assert answer.output.message == "too dark", answer
    return answer.output.message


if __name__ == "__main__":
    print(globals()[sys.argv[1]]())
