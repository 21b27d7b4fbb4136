using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting;

/// <summary>Ties a system's life to the host's, both ways.</summary>
public class AkkaHostedService : IHostedService
{
    protected ActorSystem ActorSystem;
    protected CoordinatedShutdown CoordinatedShutdown;
    protected readonly IServiceProvider ServiceProvider;
    protected readonly AkkaConfigurationBuilder ConfigurationBuilder;
    protected readonly IHostApplicationLifetime HostApplicationLifetime;
    protected readonly ILogger<AkkaHostedService> Logger;

    public AkkaHostedService(
        AkkaConfigurationBuilder configurationBuilder, IServiceProvider serviceProvider, ILogger<AkkaHostedService> logger,
        IHostApplicationLifetime applicationLifetime)
    {
        ConfigurationBuilder = configurationBuilder;
        ServiceProvider = serviceProvider;
        Logger = logger;
        HostApplicationLifetime = applicationLifetime;
    }

    public virtual async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            ActorSystem = ServiceProvider.GetRequiredService<ActorSystem>();
            CoordinatedShutdown = CoordinatedShutdown.Get(ActorSystem);
            await ConfigurationBuilder.StartAsync(ActorSystem).ConfigureAwait(false);
            _ = StopHostWithSystem();
        }
        catch (Exception e)
        {
            HostingLog.StartFailed(Logger, e);
            await Console.Out.WriteLineAsync($"Unable to start AkkaHostedService - shutting down application.\nCause: {e}").ConfigureAwait(false);
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs the whole coordinated shutdown; its phases' timeouts rule, not <paramref name="cancellationToken"/>.</summary>
    public virtual async Task StopAsync(CancellationToken cancellationToken)
    {
        if (CoordinatedShutdown is null) return; // never started
        await CoordinatedShutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    private async Task StopHostWithSystem()
    {
        await ActorSystem.WhenTerminated.ConfigureAwait(false);
        HostApplicationLifetime?.StopApplication();
    }
}

internal static partial class HostingLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "Unable to start AkkaHostedService - shutting down application")]
    public static partial void StartFailed(ILogger logger, Exception cause);
}
