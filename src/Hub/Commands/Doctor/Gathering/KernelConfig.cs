using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Finds the configuration of a kernel: in the kernel itself (CONFIG_IKCONFIG), beside it, or the file is one.</summary>
/// <remarks>A bzImage has the kernel packed in it, and the configuration packed in that. Where .NET cannot unpack it, the tool that can is
/// asked, if it is installed, as the kernel's own scripts/extract-ikconfig does.</remarks>
internal static class KernelConfig
{
    /// <summary>Our limit, bytes, packed or not: kernels have some ten million.</summary>
    private const int Most = 256 << 20;

    /// <summary>Our limit, places that look like a packed kernel and are tried.</summary>
    private const int MostTries = 4;

    private static readonly byte[] Gzip = [0x1f, 0x8b, 0x08], Marker = "IKCFG_ST"u8.ToArray();

    private static readonly (byte[] Magic, string Tool)[] Packers =
    [
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "xz"), ([0x28, 0xb5, 0x2f, 0xfd], "zstd"), ([0x02, 0x21, 0x4c, 0x18], "lz4"),
        ([0x42, 0x5a, 0x68], "bzip2"), ([0x5d, 0x00, 0x00, 0x00], "lzma"),
    ];

    /// <returns>null = no kernel was named.</returns>
    public static async Task<KernelFacts?> OfAsync(string? path, Surroundings around, CancellationToken cancel)
    {
        if (path is null) return null;
        if (Surroundings.OwnerOf(path) is null) return new KernelFacts(path, null, "no such file, or it cannot be seen");
        string end = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (SmallFile.Read(end, 1) is null) return new KernelFacts(path, null, "it is no file, or it may not be read");
        byte[] bytes = await ReadAsync(end, cancel);
        string? config = Plain(bytes) ?? Inside(bytes) ?? Beside(end) ?? Unpacked(bytes) ?? await UnpackedByAsync(bytes, around, cancel);
        return new KernelFacts(path, config, config is null ? "no configuration in it (CONFIG_IKCONFIG) nor beside it" : null);
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(file.Length, Most)];
        int length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return bytes[..length];
    }

    /// <summary>A text of settings, or a packed one: /boot/config-…, /proc/config.gz.</summary>
    private static string? Plain(byte[] bytes)
    {
        byte[] text = bytes.AsSpan().StartsWith(Gzip) ? Unzip(bytes, 0) : bytes;
        return text.AsSpan(0, Math.Min(text.Length,
            64 * 1024)) is var start && start.IndexOf((byte)0) < 0 && start.IndexOf("CONFIG_"u8) >= 0
            ? Encoding.UTF8.GetString(text)
            : null;
    }

    /// <summary>What CONFIG_IKCONFIG has put into an unpacked kernel.</summary>
    private static string? Inside(byte[] kernel)
    {
        int at = kernel.AsSpan().IndexOf(Marker);
        return at >= 0 && Unzip(kernel, at + Marker.Length) is { Length: > 0 } text ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>As distributions have it: vmlinuz-6.1.0 and config-6.1.0.</summary>
    private static string? Beside(string path)
    {
        string name = Path.GetFileName(path);
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && name.StartsWith("vmlinu", StringComparison.Ordinal)
            ? SmallFile.Read(Path.Combine(Path.GetDirectoryName(path)!, $"config{name[dash..]}"), 4 << 20)
            : null;
    }

    private static string? Unpacked(byte[] image) =>
        Places(image, Gzip).Select(at => Inside(Unzip(image, at))).FirstOrDefault(text => text is not null);

    private static async Task<string?> UnpackedByAsync(byte[] image, Surroundings around, CancellationToken cancel)
    {
        foreach (var (magic, name) in Packers)
        {
            if (QemuPrograms.OnPath(name, around.Variable("PATH")) is not { } tool) continue;
            foreach (int at in Places(image, magic))
                if (Inside(await ThroughAsync(tool, image.AsMemory(at), around.Answer, cancel)) is { } config) return config;
        }
        return null;
    }

    private static IEnumerable<int> Places(byte[] image, byte[] magic)
    {
        int at = 0;
        for (int tries = 0; tries < MostTries; tries++)
        {
            int found = image.AsSpan(at).IndexOf(magic);
            if (found < 0) yield break;
            yield return at + found;
            at += found + 1;
        }
    }

    /// <summary>As much as can be unpacked: what follows the packed part is no error here.</summary>
    private static byte[] Unzip(byte[] bytes, int from)
    {
        using var unpacked = new MemoryStream();
        try
        {
            using var zip = new GZipStream(new MemoryStream(bytes, from, bytes.Length - from), CompressionMode.Decompress);
            byte[] piece = new byte[64 * 1024];
            while (unpacked.Length < Most && zip.Read(piece) is > 0 and var length) unpacked.Write(piece, 0, length);
        }
        catch (InvalidDataException)
        {
            // The end of what is packed, or no packed text at all.
        }
        return unpacked.ToArray();
    }

    /// <summary>Has another program unpack something.</summary>
    private static async Task<byte[]> ThroughAsync(string tool, ReadOnlyMemory<byte> packed, TimeSpan patience, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, ["-dc"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        using var unpacked = new MemoryStream();
        try
        {
            var fed = FeedAsync(process.StandardInput.BaseStream, packed, limit.Token);
            var said = process.StandardError.ReadToEndAsync(limit.Token);
            byte[] piece = new byte[64 * 1024];
            while (unpacked.Length < Most && await process.StandardOutput.BaseStream.ReadAsync(piece, limit.Token) is > 0 and var length)
                unpacked.Write(piece, 0, length);
            await Task.WhenAll(fed, said);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What it has unpacked so far may do.
        }
        finally
        {
            process.Kill();
        }
        return unpacked.ToArray();
    }

    private static async Task FeedAsync(Stream input, ReadOnlyMemory<byte> packed, CancellationToken limit)
    {
        try
        {
            await input.WriteAsync(packed, limit);
            input.Close();
        }
        catch (IOException)
        {
            // It has seen enough.
        }
    }
}
