using GpioHub.Configuration;
using GpioHub.Configuration.Planning;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary><c>hub.tokens</c>, their files, and <c>hub.http</c> beyond loopback (IF-1.6).</summary>
public sealed class TokensSpec : IDisposable
{
    private const string Secret = "6f1c3b0a9d7e5f2468ace013579bdf02";

    private const string Yaml = """
        hub:
          http: 127.0.0.1:8080
          tokens:
            - { name: ci, role: control, file: ci.token }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory(DisplayName = "An address that other machines reach needs tokens; loopback does not; the file says where (IF-1.6)")]
    [InlineData("127.0.0.1:80", true)]
    [InlineData("127.0.0.2:80", true)]
    [InlineData("\"[::1]:80\"", true)]
    [InlineData("0.0.0.0:80", false)]
    [InlineData("192.168.7.2:80", false)]
    [InlineData("\"[::]:80\"", false)]
    public void Reach(string http, bool loopback)
    {
        string[] without = Rig.Said($"hub:\n  http: {http}");
        string[] empty = Rig.Said($"hub:\n  http: {http}\n  tokens: []");
        string address = http.Trim('"');
        string said = $"rig.yaml:2:9: hub.http: other machines reach {address}; expected hub.tokens beside it, or 127.0.0.1:80";

        Assert.Equal(loopback ? [] : [said], without);
        Assert.Equal(loopback ? [] : [said], empty);
        Assert.Empty(Rig.Said($"hub:\n  http: {http}\n  tokens: [{{ name: a, role: view, file: a }}]"));
    }

    [Theory(DisplayName = "An address of another form is an error (IF-1.6)")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("256.0.0.1:80")]
    [InlineData("localhost:80")]
    [InlineData("\"::1:80\"")]
    [InlineData("127.1:80")]
    public void NoAddress(string http) =>
        Assert.StartsWith("rig.yaml:1:14: hub.http: expected 127.0.0.1:PORT, [::1]:PORT, with tokens another ADDRESS:PORT, or off",
            Assert.Single(Rig.Said($"hub: {{ http: {http} }}")), StringComparison.Ordinal);

    [Fact(DisplayName = "What is wrong with tokens is said with its place; without hub.http they are told to be useless (IF-1.6)")]
    public void Wrong() => Assert.Equal(
        [
            "rig.yaml:3:5: warning: hub.tokens: nobody can use them: hub.http is off",
            "rig.yaml:4:15: hub.tokens[1].name: token \"a\" is already defined at line 3",
            "rig.yaml:5:15: hub.tokens[2].name: expected a name of 1–32 of A–Z a–z 0–9 _ . -, found \"a b\"",
            "rig.yaml:6:7: hub.tokens[3]: \"file\" is missing; expected a path",
            "rig.yaml:6:24: hub.tokens[3].role: expected view or control, found \"root\"",
        ],
        Rig.Said("""
            hub:
              tokens:
                - { name: a, role: view, file: a }
                - { name: a, role: view, file: b }
                - { name: a b, role: view, file: b }
                - { name: c, role: root }
            """));

    [Fact(DisplayName = "run reads a token's file, relative to the rig's; the plan has its digest, and the file is watched (IF-1.6)")]
    public void Read()
    {
        string file = Write("ci.token", Secret + "\n");
        var loaded = Load(TokenFiles.Required);
        var token = Assert.Single(loaded.Plan!.Hub.Tokens);

        Assert.Equal(("ci", ApiRole.Control, file), (token.Name, token.Role, token.File));
        Assert.Equal(64, token.Sha256.Length);
        Assert.Contains(file, loaded.Watched);
        Assert.DoesNotContain(Secret, loaded.Plan.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", Assert.Single(Load(TokenFiles.Unread).Plan!.Hub.Tokens).Sha256);
    }

    [Fact(DisplayName = "A text that is sent to a hub reads no file: nothing is told about what the hub may read (IF-1.6)")]
    public void TextReadsNothing()
    {
        string yaml = Yaml.Replace("ci.token", "/etc/shadow", StringComparison.Ordinal);
        Assert.Empty(ConfigurationLoader.LoadText(yaml, Path.Combine(_folder.Path, "rig.yaml")).Problems);
    }

    [Fact(DisplayName =
        "A file that is not there keeps run from starting, with the command that makes it; for check it is unverified (IF-1.6)")]
    public void Missing()
    {
        string file = Path.Combine(_folder.Path, "ci.token");
        string why = $"no such file; make one: (umask 077; od -An -vtx1 -N32 /dev/urandom | tr -d ' \\n' >{file})";

        Assert.Equal([$"4:40: hub.tokens[0].file: {file}: {why}"], Said(TokenFiles.Required));
        Assert.Equal([$"unverified: token ci ({file}: {why})"], Load(TokenFiles.Checked).Problems.Select(problem => problem.ToString()));
    }

    [Theory(DisplayName = "A file that others may read or write is refused, with the command that mends it (IF-1.6)")]
    [InlineData("0644")]
    [InlineData("0640")]
    [InlineData("0602")]
    public void Mode(string mode)
    {
        string file = Write("ci.token", Secret);
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));

        string said = $"4:40: hub.tokens[0].file: {file}: its mode is {mode}, so others may use it; chmod 0600 {file}";
        Assert.Equal([said], Said(TokenFiles.Required));
        Assert.Equal([said], Said(TokenFiles.Checked));
    }

    [Fact(DisplayName = "A folder, and a pipe that nobody writes to, are no file and stop nothing (IF-1.6)")]
    public void NoFile()
    {
        string path = Path.Combine(_folder.Path, "ci.token");
        Directory.CreateDirectory(path);
        Assert.EndsWith("expected a file", Assert.Single(Said(TokenFiles.Required)), StringComparison.Ordinal);
        Directory.Delete(path);
        using (var make = System.Diagnostics.Process.Start("mkfifo", ["-m", "0600", path])) make.WaitForExit();
        Assert.EndsWith("expected a file", Assert.Single(Said(TokenFiles.Required)), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Two tokens of one secret are an error: nobody could tell whose it is (IF-1.6)")]
    public void Same()
    {
        Write("ci.token", Secret);
        string other = Write("b.token", $"{Secret}\n");
        string yaml = $"{Yaml}\n    - {{ name: b, role: view, file: b.token }}";

        Assert.Equal([$"5:36: hub.tokens[1].file: {other}: the same secret as that of token \"ci\""], Said(TokenFiles.Required, yaml));
    }

    [Theory(DisplayName =
        "A secret has at least 128 bits as far as can be seen, and only characters that a header and a URL carry (IF-1.6)")]
    [InlineData("6f1c3b0a9d7e5f2468ace013579bdf02", true)]
    [InlineData("6f1c3b0a9d7e5f2468ace013579bdf0", false)]
    [InlineData("dGhpcyBpcyBhIHNlY3JldA==", true)]
    [InlineData("QmFzZTY0LTIyLWxldHRlcg", true)]
    [InlineData("QmFzZTY0LTIyLWxldHRlc", false)]
    [InlineData("123456789012345678901234567890123456789", true)]
    [InlineData("12345678901234567890123456789012345678", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("correct horse battery staple, and more", false)]
    [InlineData("6f1c3b0a9d7e5f24\n68ace013579bdf02", false)]
    [InlineData("pässwort-pässwort-pässwort-pässwort", false)]
    [InlineData("", false)]
    public void Strength(string secret, bool good)
    {
        Write("ci.token", secret);
        string[] said = Said(TokenFiles.Required);

        Assert.Equal(good, said.Length == 0);
        Assert.Equal(good, TokenText.WhyWeak(secret, "x") is null);
        if (secret.Length > 0) Assert.DoesNotContain(said, text => text.Contains(secret, StringComparison.Ordinal));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private LoadResult Load(TokenFiles files, string yaml = Yaml)
    {
        string path = Path.Combine(_folder.Path, "rig.yaml");
        File.WriteAllText(path, yaml);
        return ConfigurationLoader.Load(path, Rig.User, files);
    }

    /// <summary>Without the file's name.</summary>
    private string[] Said(TokenFiles files, string yaml = Yaml) =>
        [.. Load(files, yaml).Problems.Select(problem => problem.ToString())
            .Select(text => text.Replace($"{_folder.Path}/rig.yaml:", "", StringComparison.Ordinal))];
}
