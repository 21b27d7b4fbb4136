using System.CommandLine;
using System.Globalization;
using System.Net;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Links.Certificates;

namespace GpioHub.Hub.Commands.Rig;

/// <summary>The verbs <c>gpiohub rig init</c> and <c>gpiohub rig host</c>: certificates for a rig of several hosts. Source:
/// LK-15.</summary>
internal static class RigVerb
{
    public static Command Create(VerbContext context) =>
        new("rig", "Make certificates for a rig of several hosts.") { Init(context), Host(context) };

    private static Command Init(VerbContext context)
    {
        var name = new Argument<string>("NAME") { Description = "the rig's name, as rig.name has it" };
        var days = Days(RigAuthority.CaDays);
        var command = new Command("init", "Make a rig's CA: NAME-ca.pem, and NAME-ca.key, with which every host of it is made.")
        {
            name,
            days,
        };
        command.SetAction((parsed, _) => context.RunAsync(parsed, async terminal =>
        {
            var files = new RigFiles(NameIn(parsed.GetValue(name)!));
            using var ca = RigAuthority.Ca(files.Rig, DaysIn(parsed.GetValue(days)), DateTimeOffset.Now);
            files.WriteCa(ca);
            await terminal.Out.WriteLineAsync($"{files.Ca}, {files.Key}: the CA of {files.Rig}, valid until {Day(ca)}");
            await terminal.Out.WriteLineAsync($"Keep {files.Key} where you make certificates, and nowhere else. Next:");
            await terminal.Out.WriteLineAsync($"  {ThisProgram.Name} rig host HOST      for each host");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Host(VerbContext context)
    {
        var name = new Argument<string>("NAME") { Description = "the host's name, as rig.host and the others' hubs have it" };
        var addresses = new Option<string[]>("--address")
        {
            Description = "a name or numeric address of it, for other programs that look at its certificate; may be given several times",
            HelpName = "ADDRESS",
        };
        var ca = new Option<string?>("--ca")
        {
            Description = "the rig's CA (default: the one *-ca.pem of this folder); its key lies beside it",
            HelpName = "FILE",
        };
        var days = Days(RigAuthority.HostDays);
        var command = new Command("host", "Make the certificate of a host of the rig, with its key: NAME.pem.")
        {
            name,
            addresses,
            ca,
            days,
        };
        command.SetAction((parsed, _) => context.RunAsync(parsed, async terminal =>
        {
            string host = NameIn(parsed.GetValue(name)!);
            string[] others = [.. (parsed.GetValue(addresses) ?? []).Select(AddressIn)];
            var files = RigFiles.Find(parsed.GetValue(ca));
            using var authority = files.ReadCa();
            using var certificate = RigAuthority.Host(authority, host, others, DaysIn(parsed.GetValue(days)), DateTimeOffset.Now);
            string file = RigFiles.WriteHost(host, certificate);
            await terminal.Out.WriteLineAsync($"{file}: the certificate of {host} and its key, valid until {Day(certificate)}. Next:");
            await terminal.Out.WriteLineAsync($"  copy {file} and {files.Ca} to {host}, and name them in its rig's file:");
            await terminal.Out.WriteLineAsync($"  rig: {{ …, ca: {Path.GetFileName(files.Ca)}, certificate: {Path.GetFileName(file)} }}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Option<int> Days(int usual) => new("--days")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"how long it is valid, 1 … {RigAuthority.MostDays} days"),
        HelpName = "DAYS",
        DefaultValueFactory = _ => usual,
    };

    private static string Day(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string NameIn(string text) => Arguments.IsId(text)
        ? text
        : throw new CommandException(ExitCode.Usage,
            $"\"{text}\" is no name; expected 1 … 63 letters, digits, _ . - and a letter or digit in front");

    private static string AddressIn(string text) => IPAddress.TryParse(text, out _) || Uri.CheckHostName(text) == UriHostNameType.Dns
        ? text
        : throw new CommandException(ExitCode.Usage, $"\"{text}\" is neither a host's name nor a numeric address");

    private static int DaysIn(int days) => days is >= 1 and <= RigAuthority.MostDays
        ? days
        : throw new CommandException(ExitCode.Usage,
            string.Create(CultureInfo.InvariantCulture, $"--days {days}: expected 1 … {RigAuthority.MostDays}"));
}
