using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Links.Certificates;

namespace GpioHub.Hub.Commands.Rig;

/// <summary>The files of a rig's CA, and of the hosts that are made with it. None is ever overwritten: what is lost then is
/// trusted.</summary>
/// <param name="Rig">The rig's name; with a folder before it, if it is not this one.</param>
internal sealed record RigFiles(string Rig)
{
    private const string CaEnd = "-ca.pem";

    public string Ca => $"{Rig}{CaEnd}";

    public string Key => $"{Rig}-ca.key";

    /// <param name="ca">A file; null = the one that there is in this folder.</param>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public static RigFiles Find(string? ca)
    {
        if (ca is not null)
            return ca.EndsWith(CaEnd, StringComparison.Ordinal)
                ? new RigFiles(ca[..^CaEnd.Length])
                : throw new CommandException(ExitCode.Usage, $"--ca {ca}: expected the file that rig init has made, NAME{CaEnd}");
        string[] found = [.. Directory.EnumerateFiles(".", $"*{CaEnd}").Select(file => Path.GetFileName(file)!)
            .Order(StringComparer.Ordinal)];
        return found switch
        {
            [var one] => new RigFiles(one[..^CaEnd.Length]),
            [] => throw new CommandException(ExitCode.Failed, $"no *{CaEnd} is here; gpiohub rig init NAME makes one"),
            _ => throw new CommandException(ExitCode.Usage, $"there are {string.Join(", ", found)} here; --ca says which"),
        };
    }

    /// <exception cref="CommandException">One of both files is there, or cannot be written.</exception>
    public void WriteCa(X509Certificate2 ca)
    {
        Refuse(Ca);
        Write(Key, KeyOf(ca));
        Write(Ca, $"{ca.ExportCertificatePem()}\n");
    }

    /// <returns>With its private key.</returns>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public X509Certificate2 ReadCa()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(Ca, Key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            string? missing = new[] { Ca, Key }.FirstOrDefault(file => !File.Exists(file));
            throw new CommandException(ExitCode.Failed,
                missing is not null ? $"{missing}: no such file" : $"{Ca}, {Key}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <returns>The file.</returns>
    /// <exception cref="CommandException">It is there, or cannot be written.</exception>
    public static string WriteHost(string host, X509Certificate2 certificate)
    {
        string file = $"{host}.pem";
        Write(file, $"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}");
        return file;
    }

    private static string KeyOf(X509Certificate2 certificate) => $"{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n";

    private static void Refuse(string file)
    {
        if (Path.Exists(file)) throw new CommandException(ExitCode.Failed, $"{file} is there already; it stays as it is");
    }

    private static void Write(string file, string text)
    {
        Refuse(file);
        try
        {
            SecretFile.Write(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }
    }
}
