using System.Globalization;
using GpioHub.Transports.Native;

namespace GpioHub.Configuration.Planning;

/// <summary>Judges the file of a token. What is in it never gets into a message.</summary>
internal static class TokenText
{
    /// <summary>Of a file.</summary>
    public const int MostBytes = 512;

    private const int FewestBits = 128;
    private const UnixFileMode Others = (UnixFileMode)0x3F;

    /// <summary>With letters and digits, what a token may be made of in <c>Authorization: Bearer</c> (RFC 6750).</summary>
    private const string Marks = "-._~+/=";

    /// <summary>The secret: the file without the newline at its end.</summary>
    public static string Of(SecretFile file) => file.Text.TrimEnd('\n', '\r');

    /// <param name="anyOwner">Another user than the hub's asks.</param>
    /// <returns>null = the file has a secret that nobody else can read or guess.</returns>
    public static string? WhyNot(SecretFile file, string path, bool anyOwner) => file switch
    {
        { State: SecretFileState.Missing } => $"no such file; make one: {Recipe(path)}",
        { State: SecretFileState.Denied } => "permission denied",
        { State: SecretFileState.NoFile } => "expected a file",
        { State: SecretFileState.Unreadable } => "it cannot be read",
        { Owner.Mode: var mode } when (mode & Others) != 0 =>
            $"its mode is {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, so others may use it; chmod 0600 {path}",
        { Owner: var owner } when !anyOwner && owner.UserId != 0 && owner.UserId != Identity.EffectiveUserId =>
            $"it belongs to {owner.User}; expected root or the hub's user",
        _ => WhyWeak(Of(file), path),
    };

    /// <summary>Judges by length and alphabet: nobody can see how a text was chosen, but a word or a date is too short.</summary>
    public static string? WhyWeak(string secret, string path)
    {
        if (secret.Length == 0) return $"empty; make a secret: {Recipe(path)}";
        if (secret.Length > MostBytes) return $"longer than {MostBytes} bytes";
        if (!secret.All(c => char.IsAsciiLetterOrDigit(c) || Marks.Contains(c, StringComparison.Ordinal)))
            return $"expected one line of letters, digits and {Marks}";
        int bits = (int)(secret.Length * Math.Log2(Letters(secret)));
        return bits < FewestBits || secret.Distinct().Count() < 6
            ? string.Create(CultureInfo.InvariantCulture, $"too easy to guess; expected {FewestBits} random bits: {Recipe(path)}")
            : null;
    }

    private static int Letters(string secret) =>
        secret.All(char.IsAsciiDigit) ? 10
        : secret.All(char.IsAsciiHexDigit) ? 16
        : secret.All(c => !char.IsAsciiLetterUpper(c)) ? 32 : 64;

    private static string Recipe(string path) => $"(umask 077; od -An -vtx1 -N32 /dev/urandom | tr -d ' \\n' >{path})";
}
