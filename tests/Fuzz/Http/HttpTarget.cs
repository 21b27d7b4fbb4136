using System.Net.Sockets;
using System.Text;
using GpioHub.Fuzz.Support;

namespace GpioHub.Fuzz.Http;

/// <summary>Requests to the control API of a hub that runs in a process of its own: any method, target, header and body.</summary>
internal sealed class HttpTarget : FuzzTarget, IDisposable
{
    private const int RequestsPerSession = 50;

    private static readonly byte[] Alive = "GET /v1/hub HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"u8.ToArray();

    private static readonly string[] Methods =
    [
        "GET", "GET", "GET", "PUT", "PUT", "POST", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "G\u00e4T",
        "",
    ];

    private static readonly string[] Targets =
    [
        "/v1/hub", "/v1/chips", "/v1/chips/bench", "/v1/lines", "/v1/lines/bench/IGN", "/v1/lines/bench/IGN/value",
        "/v1/lines/bench/0/value", "/v1/lines/bench/A%2FB/value", "/v1/lines/bench/IGN/pulse", "/v1/guests", "/v1/guests/ivi",
        "/v1/guests/ivi/lines/OUT/value", "/v1/guests/ivi/lines/IGN/pulse", "/v1/events", "/v1/events?line=bench/IGN",
        "/v1/events?since=1&count=2", "/v1/config", "/v1/config/check", "/v1/config/diff", "/v1/config/apply", "/v1/faults",
        "/v1/faults/f1", "/v1/reload", "/", "*", "http://hub/v1/hub",
    ];

    private static readonly string[] Pieces =
    [
        "%", "%2", "%2F", "%00", "%25", "%zz", "%C3%28", "..", "//", "?", "&", "=", "#", ";", "\u00e9", "*", "+", " ", "\0", "-1",
        "4294967296",
        "0", "1", "z", "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "\\u0000", "\n", "20ms", "-5ms", "999999999999h", "NaN",
    ];

    private static readonly string[] Headers =
    [
        "Host: hub", "Host: localhost", "Host: evil.example", "Host: a b", "Host: hub\r\nHost: other", "Origin: http://evil.example",
        "Origin: null", "Sec-Fetch-Site: cross-site", "Authorization: Bearer x", "Authorization: ", "Content-Type: application/json",
        "Content-Type: text/plain", "Content-Type: application/yaml", "Content-Type: multipart/form-data", "Content-Type: ;;;",
        "Accept: application/json", "Accept: */*;q=0", "If-Match: \"1\"", "If-Match: \"x\"", "If-Match: *", "If-None-Match: \"1\"",
        "Expect: 100-continue", "Range: bytes=0-", "Upgrade: websocket", "Connection: Upgrade", "Transfer-Encoding: gzip", "X: \u00e9",
        "Last-Event-ID: 5", "Content-Length: -1", "Content-Length: 99999999999999999999", ": x", "no colon",
    ];

    private static readonly string[] Bodies =
    [
        "", "0", "1", "z", "2", "1\n", "{\"value\":1}", "{\"times\":[\"20ms\"],\"level\":1,\"repeat\":1}", "{\"times\":[]}",
        "{\"chip\":\"bench\",\"line\":\"IGN\",\"kind\":\"stuck-0\"}", "{\"target\":\"bench/IGN\",\"kind\":\"bounce\",\"for\":\"5ms\"}",
        "version: 1", "chips: { bench: { driver: sim, lines: [IGN, CRASH] } }", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\ufeff{}",
    ];

    private readonly HubProcess _hub = new();
    private int? _descriptors;

    public override string Name => "http";

    public override string Inputs => "requests";

    public void Dispose() => _hub.Dispose();

    protected override long Session(Dice dice)
    {
        for (int i = 0; i < RequestsPerSession; i++)
        {
            byte[] request = Request(dice, out bool isWhole);
            var (status, answer) = Ask(request, isWhole);
            FuzzException.Unless(!_hub.HasEnded, $"the hub goes on after\n{Text(request)}\n{_hub.Log}");
            // 501 and 505 are the server's words for a protocol that it does not speak.
            bool legal = status is null or (>= 100 and < 500) or 501 or 505;
            FuzzException.Unless(legal, $"no request makes the hub fail:\n{Text(request)}\n{answer}");
            Count(status is null ? "closed" : $"{status / 100}xx");
        }

        FuzzException.Unless(_hub.Ask(Alive, isWhole: true, out string said) == 200, $"the hub goes on serving: {said}");
        _descriptors ??= _hub.Descriptors;
        FuzzException.Unless(_hub.Descriptors <= _descriptors + 100, "no descriptor is left open");   // the last connections may be closing
        return RequestsPerSession;
    }

    private (int? Status, string Answer) Ask(byte[] request, bool isWhole)
    {
        try
        {
            return (_hub.Ask(request, isWhole, out string answer), answer);
        }
        catch (SocketException e)
        {
            throw new FuzzException($"every request is answered, or its connection closed:\n{Text(request)}\n{e.Message}", e);
        }
    }

    private static string Text(byte[] request) => Encoding.Latin1.GetString(request);

    /// <param name="isWhole">Nothing in it may promise more than there is.</param>
    private static byte[] Request(Dice dice, out bool isWhole)
    {
        isWhole = true;
        string body = Changed(dice.Of<string>(Bodies), dice, dice.OneIn(3) ? 3 : 0);
        if (dice.OneIn(100)) body = new string('x', 1 << dice.Below(17));              // what a socket takes at once
        byte[] content = Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder();
        string version = dice.OneIn(40) ? dice.Of<string>(["HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "http/1.1"]) : "HTTP/1.1";
        string method = dice.OneIn(12) ? dice.Of<string>(Methods) : dice.Of(["GET", "PUT", "POST", "DELETE"]);
        head.Append(method).Append(' ').Append(Changed(dice.Of<string>(Targets), dice, dice.OneIn(2) ? 3 : 0)).Append(' ').Append(version)
            .Append("\r\n");
        if (!dice.OneIn(20)) head.Append("Host: hub\r\n");
        for (int i = dice.OneIn(2) ? dice.Below(4) : 0; i > 0; i--, isWhole = false) head.Append(dice.Of<string>(Headers)).Append("\r\n");
        bool chunked = dice.OneIn(8);
        if (chunked) head.Append("Transfer-Encoding: chunked\r\n");
        else if (content.Length > 0 || dice.OneIn(2))
        {
            int off = dice.OneIn(15) ? dice.Below(20) - 10 : 0;
            isWhole &= off <= 0;
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {content.Length + off}\r\n");
        }

        isWhole &= !chunked && version == "HTTP/1.1";
        if (dice.OneIn(60)) head.Append("X-Long: ").Append('y', 1 << dice.Below(17)).Append("\r\n");
        head.Append("\r\n");
        byte[] first = Encoding.UTF8.GetBytes(head.ToString());
        if (!chunked) return [.. first, .. content];
        string size = dice.OneIn(6) ? dice.Of<string>(["-1", "zz", "ffffffffffffffff", ""]) : $"{content.Length:x}";
        return [.. first, .. Encoding.ASCII.GetBytes($"{size}\r\n"), .. content, .. "\r\n0\r\n\r\n"u8];
    }

    private static string Changed(string text, Dice dice, int most)
    {
        for (int changes = most == 0 ? 0 : 1 + dice.Below(most); changes > 0; changes--)
        {
            int at = dice.Below(text.Length + 1);
            text = dice.Below(3) switch
            {
                0 => text.Insert(at, dice.Of<string>(Pieces)),
                1 => text.Remove(at, Math.Min(dice.Below(4), text.Length - at)),
                _ => text[..at] + dice.Of<string>(Pieces) + text[Math.Min(text.Length, at + dice.Below(6))..],
            };
        }

        return text;
    }
}
