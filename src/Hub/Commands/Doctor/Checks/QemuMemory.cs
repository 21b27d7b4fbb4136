using System.Collections.Immutable;
using System.Text.Json;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>What a QEMU's command line says of its RAM. Pure.</summary>
/// <param name="IsShared">All that it is made of is shared.</param>
/// <param name="Why">Why it is not.</param>
/// <param name="Size">As <c>-m</c> has it; null = not said.</param>
/// <param name="WrongSize">What is shared, if that is another size; null = the same, or it cannot be told.</param>
/// <param name="Folder">Where the files of its RAM are; null = none is named.</param>
internal sealed record QemuMemory(bool IsShared, string Why, string? Size, string? WrongSize, string? Folder)
{
    /// <summary>Memory in huge pages.</summary>
    public bool IsHuge { get; init; }

    public static QemuMemory Of(ImmutableArray<string> arguments)
    {
        ImmutableDictionary<string, string>[] backends = [.. Values(arguments, "object").Select(Read)
            .Where(each => Of(each, "").StartsWith("memory-backend", StringComparison.Ordinal))];
        var machine = Values(arguments, "machine").Concat(Values(arguments, "M")).Select(Read).ToArray();
        string[] used = [.. machine.Select(each => Of(each, "memory-backend")), .. Values(arguments, "numa").Select(Read)
            .Select(each => Of(each, "memdev"))];
        used = [.. used.Where(id => id.Length > 0)];
        var memory = Values(arguments, "m").Select(Read).LastOrDefault();
        string? size = memory?.GetValueOrDefault("size") ?? memory?.GetValueOrDefault("");
        var ram = backends.Where(each => used.Contains(Of(each, "id"))).ToArray();
        string why = backends.Length == 0 ? "it has no memory-backend-memfd"
            : ram.Length == 0 ? "no -machine memory-backend= names its memory-backend"
            : ram.Any(each => !IsSharing(each)) ? "its memory-backend has no share=on"
            : "";
        string? shared = ram is [var only] ? only.GetValueOrDefault("size") : null;
        return new QemuMemory(why.Length == 0, why, size, Differ(size, shared) ? shared : null,
            ram.Select(each => each.GetValueOrDefault("mem-path")).FirstOrDefault(path => path is not null))
        {
            IsHuge = ram.Any(each => Of(each, "hugetlb") is "on" or "true"),
        };
    }

    // A memfd is shared unless the command line says otherwise; a file and plain memory are not.
    private static bool IsSharing(ImmutableDictionary<string, string> backend) =>
        backend.GetValueOrDefault("share", Of(backend, "") is "memory-backend-memfd" or "memory-backend-shm" ? "on" : "off")
            is "on" or "true" or "yes" or "y";

    private static bool Differ(string? memory, string? backend) => memory is not null && backend is not null
        && MemorySize.ForBackend(memory) is { } asked && Bytes(asked) is { } whole && Bytes(backend) is { } part && whole != part;

    private static long? Bytes(string size) => size.Length > 0
        && "KMGT".IndexOf(char.ToUpperInvariant(size[^1]), StringComparison.Ordinal) is var unit
        && long.TryParse(unit < 0 ? size : size[..^1], out long number) && number is > 0 and < 1L << 40
            ? number << (10 * (unit + 1))
            : null;

    private static string Of(ImmutableDictionary<string, string> options, string key) => options.GetValueOrDefault(key, "");

    /// <summary>The values of an option, which one or two dashes may introduce.</summary>
    private static IEnumerable<string> Values(ImmutableArray<string> arguments, string option) => arguments.Zip(arguments.Skip(1))
        .Where(pair => pair.First.StartsWith('-') && pair.First.TrimStart('-') == option).Select(pair => pair.Second);

    /// <summary>Reads <c>kind,key=value,…</c>, in which a comma is doubled, or the same in JSON, as libvirt writes it. The first word has
    /// the key "".</summary>
    private static ImmutableDictionary<string, string> Read(string text)
    {
        var found = ImmutableDictionary.CreateBuilder<string, string>();
        if (text.StartsWith('{'))
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                foreach (var property in json.RootElement.EnumerateObject())
                    found[property.Name == "qom-type" ? "" : property.Name] = property.Value.ToString().Replace("True",
                        "on", StringComparison.Ordinal);
            }
            catch (JsonException)
            {
                // QEMU would not have started with it.
            }
            return found.ToImmutable();
        }

        const string Comma = "\0";
        foreach (string part in text.Replace(",,", Comma, StringComparison.Ordinal).Split(','))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            found[at < 0 ? found.ContainsKey("") ? part : "" : part[..at]] =
                (at < 0 ? part : part[(at + 1)..]).Replace(Comma, ",", StringComparison.Ordinal);
        }
        return found.ToImmutable();
    }
}
