using GpioHub.Hub.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace GpioHub.Hub.Hosting;

/// <summary>Stands where the actors go.</summary>
internal sealed class NoRig : IRigRuntime
{
    public void Register(IServiceCollection services, RigStart start) => throw new CommandException(ExitCode.Failed, "run: not supported yet");
}
