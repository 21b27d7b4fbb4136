using GpioHub.Hub.Hosting.Rigs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A rig as the program has it, with a service behind it that a test writes.</summary>
/// <param name="onceUp">Runs when chips and guests are up, and before the control socket and the watch of the file.</param>
internal sealed class HookedRig(IRigRuntime rig, Func<IServiceProvider, Task> onceUp) : IRigRuntime
{
    public void Register(IServiceCollection services, RigStart start)
    {
        rig.Register(services, start);
        services.AddHostedService(provider => new Hook(provider, onceUp));
    }

    private sealed class Hook(IServiceProvider provider, Func<IServiceProvider, Task> onceUp) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => onceUp(provider);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
