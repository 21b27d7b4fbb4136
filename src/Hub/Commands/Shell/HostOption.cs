using System.CommandLine;
using GpioHub.Configuration;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>The option <c>--host</c>: which host of a rig this is, where one file is for all. Source: IF-1.16.</summary>
internal static class HostOption
{
    public static Option<string?> Create() => new("--host")
    {
        Description = "which host of the rig this is, where one file is for all " +
            $"(default: ${HostIdentity.HostVariable}, else the machine's name)",
        HelpName = "NAME",
    };

    /// <summary>Makes it this process's host: for the file now, for every reload, and for whoever follows this process.</summary>
    public static void Apply(string? host)
    {
        if (host is not null) Environment.SetEnvironmentVariable(HostIdentity.HostVariable, host);
    }

    public static HostIdentity IdentityOf(string? host) => host is null ? HostIdentity.Current : HostIdentity.Current with { Name = host };
}
