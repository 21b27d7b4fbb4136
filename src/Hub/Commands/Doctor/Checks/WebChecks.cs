using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;

namespace GpioHub.Hub.Commands.Doctor.Checks;

/// <summary>Who may reach the hub over its sockets and its port.</summary>
internal static class WebChecks
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static IEnumerable<Finding> Guard(DoctorFacts facts)
    {
        if (facts.Hub.RefusesStrangers is false)
        {
            yield return Finding.Problem($"{facts.Hub.Where} answers what a web page sends: at the end of ssh -L any page may drive lines",
                "gpiohub takeover to a newer build");
        }
        else if (facts.Hub is { Document: not null, Socket: { } owner } && (owner.Mode & UnixFileMode.OtherWrite) != 0)
        {
            yield return Finding.Warning($"{facts.Hub.Where} is {OwnerText.Of(owner)}: every user may drive lines",
                $"set hub.controlMode: \"0660\" and controlGroup in {facts.RigName}, then start the hub anew");
        }
        else if (facts.Hub.RefusesStrangers is true)
        {
            yield return Finding.Fine($"{facts.Hub.Where} refuses what a stranger's web page sends");
        }
    }

    public static IEnumerable<Finding> Tokens(DoctorFacts facts)
    {
        bool fine = true;
        foreach (var token in facts.Tokens)
        {
            if (token.Owner is not { } owner)
            {
                fine = false;
                yield return Finding.Problem($"token {token.Name}: {token.File} is not there, or may not be seen",
                    $"(umask 077; od -An -vtx1 -N32 /dev/urandom | tr -d ' \\n' >{token.File})");
            }
            else if ((owner.Mode & Others) != 0)
            {
                fine = false;
                yield return Finding.Problem($"token {token.Name}: {token.File} is {OwnerText.Of(owner)}; it is a secret",
                    $"chmod 600 {token.File}");
            }
        }

        if (fine && facts.Tokens.Length > 0)
            yield return Finding.Fine($"{Counted.Of(facts.Tokens.Length, "token")}, each its owner's alone");
    }
}
