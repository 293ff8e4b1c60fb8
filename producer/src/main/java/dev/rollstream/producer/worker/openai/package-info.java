/**
 * The engine that lets inference servers with OpenAI's chat-completions API complete prompts: vLLM, SGLang, llama.cpp, TGI.
 *
 * <p>{@link dev.rollstream.producer.worker.openai.OpenAiEngine} asks once a member;
 * {@link dev.rollstream.producer.worker.openai.ServerPool} says which server is asked;
 * {@link dev.rollstream.producer.worker.openai.MemberCall} tries again and decides whether server or task is at fault;
 * {@link dev.rollstream.producer.worker.openai.ChatReply} believes nothing that a server says.
 */
@NullMarked
package dev.rollstream.producer.worker.openai;

import org.jspecify.annotations.NullMarked;
