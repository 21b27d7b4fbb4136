using System.Buffers;
using System.Globalization;
using System.Text;

namespace GpioHub.Hub.Control.Events;

/// <summary>The frame of each document of an event stream.</summary>
internal abstract class StreamFormat
{
    public const string SseMediaType = "text/event-stream";

    public static readonly StreamFormat Ndjson = new NdjsonFormat();

    /// <param name="life">Names this run of the hub, because event numbers begin anew with each run.</param>
    public static StreamFormat Sse(string life) => new SseFormat(life);

    public abstract string MediaType { get; }

    /// <summary>Bytes that are sent when nothing happens for a while; empty = none.</summary>
    public abstract byte[] KeepAlive { get; }

    /// <param name="kind">The document's name.</param>
    /// <param name="id">With which a reader comes back that has seen it; null = none.</param>
    public abstract void Write(IBufferWriter<byte> output, string kind, long? id, ReadOnlySpan<byte> json);

    /// <summary>NDJSON: one document a line. It has no comments, so a quiet stream sends nothing.</summary>
    private sealed class NdjsonFormat : StreamFormat
    {
        public override string MediaType => "application/x-ndjson";

        public override byte[] KeepAlive => [];

        public override void Write(IBufferWriter<byte> output, string kind, long? id, ReadOnlySpan<byte> json)
        {
            output.Write(json);
            output.Write("\n"u8);
        }
    }

    /// <summary>Server-sent events (WHATWG HTML §9.2); the id is the hub's run and the event's number.</summary>
    private sealed class SseFormat(string life) : StreamFormat
    {
        public override string MediaType => SseMediaType;

        public override byte[] KeepAlive { get; } = Encoding.UTF8.GetBytes(": keep-alive\n\n");

        public override void Write(IBufferWriter<byte> output, string kind, long? id, ReadOnlySpan<byte> json)
        {
            string head = id is { } number ? string.Create(CultureInfo.InvariantCulture, $"id: {life}-{number}\n") : "";
            Encoding.UTF8.GetBytes($"{head}event: {kind}\ndata: ", output);
            output.Write(json);
            output.Write("\n\n"u8);
        }
    }
}
