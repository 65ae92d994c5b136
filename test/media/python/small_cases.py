# The clients of Cohere, Voyage and DashScope in Python.

from stage import KEY, QUERY, TEXTS, URL, case, check, last_id

import cohere
import dashscope
import voyageai

co = cohere.ClientV2(api_key=KEY, base_url=URL)
vo = voyageai.Client(api_key=KEY, base_url=f"{URL}/v1", max_retries=0)
dashscope.api_key = KEY
dashscope.base_http_api_url = f"{URL}/api/v1"


@case("python: cohere", "rerank rerank-v3.5, one search", 2_000_000)
def cohere_rerank():
    answer = co.rerank(model="rerank-v3.5", query=QUERY, documents=TEXTS, top_n=1)
    check([row.index for row in answer.results] == [0], answer)
    return f"{answer.results[0].relevance_score}"


@case("python: cohere", "embed embed-v4.0, floats", 12 * 120)
def cohere_embed():
    answer = co.embed(model="embed-v4.0", texts=TEXTS, input_type="search_document", embedding_types=["float"])
    check(len(answer.embeddings.float_) == 2, answer)
    return f"{len(answer.embeddings.float_[0])} dimensions"


@case("python: voyage", "embed voyage-3.5", 12 * 60)
def voyage_embed():
    answer = vo.embed(TEXTS, model="voyage-3.5", input_type="document")
    check(len(answer.embeddings) == 2 and answer.total_tokens == 12, answer.total_tokens)
    return f"{len(answer.embeddings[0])} dimensions"


@case("python: voyage", "rerank rerank-2.5", 24 * 50)
def voyage_rerank():
    answer = vo.rerank(QUERY, TEXTS, model="rerank-2.5", top_k=1)
    check(answer.results[0].index == 0, answer)
    return f"{answer.results[0].relevance_score}"


@case("python: dashscope", "TextEmbedding text-embedding-v4, two texts", 12 * 70)
def dashscope_embed():
    answer = dashscope.TextEmbedding.call(model="text-embedding-v4", input=TEXTS, dimension=64)
    check(answer.status_code == 200, answer)
    vectors = answer.output["embeddings"]
    check([len(row["embedding"]) for row in vectors] == [64, 64], answer)
    return f"{len(vectors)} vectors"


@case("python: dashscope", "TextReRank gte-rerank-v2", 24 * 100)
def dashscope_rerank():
    answer = dashscope.TextReRank.call(model="gte-rerank-v2", query=QUERY, documents=TEXTS, return_documents=True)
    check(answer.status_code == 200, answer)
    check(answer.output.results[0].index == 0, answer)
    return f"{answer.output.results[0].relevance_score}"


@case("python: dashscope", "ImageSynthesis wanx2.1-t2i-turbo, waited for", 20_000_000)
def dashscope_image():
    task = dashscope.ImageSynthesis.async_call(model="wanx2.1-t2i-turbo", prompt="p", n=1, size="1024*1024")
    request = last_id()
    answer = dashscope.ImageSynthesis.wait(task)
    check(answer.status_code == 200 and answer.output.task_status == "SUCCEEDED", answer)
    return answer.output.results[0].url.split("?")[0], request

