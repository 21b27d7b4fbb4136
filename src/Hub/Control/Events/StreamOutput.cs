using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GpioHub.Hub.Control.Requests;

namespace GpioHub.Hub.Control.Events;

/// <summary>Writes documents to one reader, in its format. A reader that takes nothing is waited for, but not without end.</summary>
internal sealed class StreamOutput(PipeWriter output, StreamFormat format, TimeProvider time)
{
    private readonly ArrayBufferWriter<byte> _json = new(4096);

    /// <summary>Writes a document; the reader sees it after <see cref="FlushAsync"/>.</summary>
    public void Write<T>(string kind, long? id, T document, JsonTypeInfo<T> type)
    {
        _json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = type.Options.Encoder }))
            JsonSerializer.Serialize(writer, document, type);
        format.Write(output, kind, id, _json.WrittenSpan);
    }

    /// <summary>Writes a document that is JSON already.</summary>
    public void Write(string kind, long? id, ReadOnlySpan<byte> json) => format.Write(output, kind, id, json);

    /// <returns>Whether the format has something to say when nothing happens.</returns>
    public bool KeepAlive()
    {
        if (format.KeepAlive.Length == 0) return false;
        output.Write(format.KeepAlive);
        return true;
    }

    /// <exception cref="TimeoutException">The reader has taken nothing for too long.</exception>
    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        var flush = output.FlushAsync(cancel);
        if (flush.IsCompletedSuccessfully) return;
        await flush.AsTask().WaitAsync(ControlLimits.StreamStall, time, cancel);
    }
}
