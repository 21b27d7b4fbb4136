using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Support;
using Xunit;

using Rig = GpioHub.Hub.Tests.Configuration.Rig;

namespace GpioHub.Hub.Tests.Control;

/// <summary>What docs/control-api.md tells a user to type, typed: real curl, the real hub, the demo rig.</summary>
public sealed partial class CurlExamplesSpec : IDisposable
{
    private const string Token = "6f1c3b0a9d7e5f2468ace013579bdf02";

    /// <summary>Notes its arguments, a request a line, and beside them the answer; makes an error of a refusal.</summary>
    private const string Wrapper = """
        #!/bin/bash
        set -o pipefail
        printf '%s\t' "$@" >>"$REQUESTS"; printf '\n' >>"$REQUESTS"
        PATH=$REAL_PATH
        at=$REQUESTS.$(wc -l <"$REQUESTS")
        curl -q -sS --fail-with-body --max-time 60 -D "$at.head" "$@" | tee "$at.body"
        """;

    private readonly RigFolder _rig = new("");
    private readonly int _port = Ports.Free();

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName =
        "Every curl of docs/control-api.md does what it says, and every method of every resource has one; " +
        "each is answered as openapi.yaml says (IF-3.1, IF-3.40)")]
    public async Task Typed()
    {
        string document = await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "docs/control-api.md"));
        string script = string.Concat(ShellBlock().Matches(document).Select(block => block.Groups[1].Value))
            .Replace("/run/gpiohub", _rig.Sockets, StringComparison.Ordinal)
            .Replace("192.168.7.2:8080", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"), StringComparison.Ordinal);
        await PrepareAsync();
        await using (await KeptHub.StartAsync(_rig.Config))
        {
            var (code, output) = await ShellAsync(script);
            Assert.True(code == 0, output);
        }

        string[] requests = await File.ReadAllLinesAsync(Path.Combine(_rig.Path, "requests"));
        Assert.Equal(Regex.Count(script, "^curl ", RegexOptions.Multiline), requests.Length);
        Assert.All(requests, (request, i) => Assert.Null(ContractProblem(request, Path.Combine(_rig.Path, $"requests.{i + 1}"))));
        var typed = requests.Select(Request).ToHashSet();
        await using var any = await TestHub.StartAsync();
        Assert.All(any.Resources(), resource =>
            Assert.Contains(typed, request => request.Method == resource.Method && resource.Match(request.Path) is not null));
    }

    private async Task PrepareAsync()
    {
        string demo = await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "config/demo.yaml"));
        string hub = string.Create(CultureInfo.InvariantCulture,
            $"hub:\n  sockets: {_rig.Sockets}\n  http: 127.0.0.1:{_port}\n  tokens: [{{ name: ci, role: control, file: ci.token }}]\n");
        await File.WriteAllTextAsync(_rig.Config, demo + hub);
        await File.WriteAllTextAsync(Path.Combine(_rig.Path, "crash.vcd"), Vcds.Own);
        Write("ci.token", Token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.CreateDirectory(Path.Combine(_rig.Path, "bin"));
        Write("bin/curl", Wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private void Write(string name, string text, UnixFileMode mode)
    {
        string path = Path.Combine(_rig.Path, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Where the rig's file is, with the wrapper before the real curl.</summary>
    private async Task<(int Code, string Output)> ShellAsync(string script)
    {
        string path = Environment.GetEnvironmentVariable("PATH")!;
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-eux", "-o", "pipefail", "-c", $"exec 2>&1; {script}"])
        {
            WorkingDirectory = _rig.Path,
            RedirectStandardOutput = true,
            Environment =
            {
                ["PATH"] = $"{_rig.Path}/bin:{path}",
                ["REAL_PATH"] = path,
                ["REQUESTS"] = Path.Combine(_rig.Path, "requests"),
            },
        })!;
        string output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, output);
    }

    /// <summary>What the answer of a real hub has that the OpenAPI description has not; null = nothing.</summary>
    /// <param name="answer">Path of its two files, without .head and .body.</param>
    private static string? ContractProblem(string request, string answer)
    {
        var (method, segments) = Request(request);
        string path = $"/{string.Join('/', segments)}", body = File.ReadAllText($"{answer}.body");
        string[] head = File.ReadAllLines($"{answer}.head");
        if (body.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))          // curl -i
            body = body[(body.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        int status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        string? type = Header("Content-Type")?.Split(';')[0];
        if (type is not ("application/x-ndjson" or "text/event-stream"))
            return ApiContract.Problem(method, path, status, type, body, name => Header(name) is not null);
        return body.Split('\n').Select(line => line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : line)
            .Where(line => line.StartsWith('{')).Select(item => ApiContract.ItemProblem(path, item))
            .FirstOrDefault(problem => problem is not null);

        string? Header(string name) => head.FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))
            ?[(name.Length + 2)..];
    }

    private static (string Method, System.Collections.Immutable.ImmutableArray<string> Path) Request(string line)
    {
        string[] words = line.Split('\t');
        int method = Array.IndexOf(words, "-X");
        var url = new Uri(words.Single(word => word.StartsWith("http://", StringComparison.Ordinal)));
        bool body = words.Contains("-d") || words.Contains("--data-binary");
        return (method >= 0 ? words[method + 1] : body ? "POST" : "GET", [.. url.AbsolutePath[1..].Split('/')]);
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();
}
