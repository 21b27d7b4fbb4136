using System.Diagnostics;
using System.Globalization;

namespace GpioHub.Hub.Tests.Support;

/// <summary>The answer to one request of curl's.</summary>
/// <param name="Status">0 = there was none.</param>
internal sealed record CurlResult(int Status, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>Debian's curl, as a user types it: the judge of what the hub speaks. build/common.sh installs it.</summary>
internal static class Curl
{
    /// <summary>Makes one request; a connection that ends without an answer is status 0.</summary>
    public static async Task<CurlResult> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("curl", ["-q", "-sS", "-i", "--max-time", "60", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await error;
        return Parse(answer);
    }

    /// <summary>The method that curl uses with these arguments.</summary>
    public static string MethodOf(string[] args)
    {
        int named = Math.Max(Array.IndexOf(args, "-X"), Array.IndexOf(args, "--request"));
        return named >= 0 ? args[named + 1]
            : args.Contains("-I") || args.Contains("--head") ? "HEAD"
            : args.Contains("-T") ? "PUT"
            : args.Any(arg => arg == "-d" || arg.StartsWith("--data", StringComparison.Ordinal)) ? "POST" : "GET";
    }

    private static CurlResult Parse(string answer)
    {
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return new CurlResult(0, answer, new Dictionary<string, string>());

        string[] lines = answer[..end].Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines[1..])
        {
            string[] pair = line.Split(':', 2);
            headers[pair[0]] = pair[1].Trim();
        }

        return new CurlResult(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), answer[(end + 4)..], headers);
    }
}
