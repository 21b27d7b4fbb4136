using Akka.Configuration;

namespace Akka.Actor;

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary>Ends a system in phases. Tasks of one phase run together; one that fails or is late is logged, and the run goes on.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly string[] Phases =
    [
        PhaseBeforeServiceUnbind, PhaseServiceUnbind, PhaseServiceRequestsDone, PhaseServiceStop, PhaseBeforeClusterShutdown,
        PhaseClusterShardingShutdownRegion, PhaseClusterLeave, PhaseClusterExiting, PhaseClusterExitingDone, PhaseClusterShutdown,
        PhaseBeforeActorSystemTerminate, PhaseActorSystemTerminate,
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Task)>> _tasks = [];
    private Task<Done> _run;

    internal CoordinatedShutdown(ExtendedActorSystem system)
    {
        System = system;
        AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
        {
            ((ActorSystemImpl)system).FinalTerminate();
            await system.WhenTerminated.ConfigureAwait(false);
            return Done.Instance;
        });
        if (system.Settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook"))
        {
            EventHandler onExit = (_, _) => Run(ClrExitReason.Instance).Wait(TotalTimeout);
            AppDomain.CurrentDomain.ProcessExit += onExit;
            system.RegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= onExit);
        }
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Why it was run; null if it has not been.</summary>
    public Reason ShutdownReason { get; private set; }

    public TimeSpan TotalTimeout => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    public static CoordinatedShutdown Get(ActorSystem sys) => new CoordinatedShutdownExtension().Apply(sys);

    public TimeSpan Timeout(string phase)
    {
        var config = System.Settings.Config;
        var common = phase is PhaseActorSystemTerminate or PhaseClusterExiting or PhaseClusterShardingShutdownRegion
            ? TimeSpan.FromSeconds(10)
            : config.GetTimeSpan("akka.coordinated-shutdown.default-phase-timeout");
        return config.GetTimeSpan($"akka.coordinated-shutdown.phases.{phase}.timeout", common);
    }

    /// <exception cref="ConfigurationException">no such phase</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!Phases.Contains(phase)) throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(",", Phases)}]");
        lock (_lock)
        {
            if (!_tasks.TryGetValue(phase, out var tasks)) _tasks[phase] = tasks = [];
            tasks.Add((taskName, task));
        }
    }

    /// <summary>Runs the phases, from <paramref name="fromPhase"/> or the first. Once: the first reason wins.</summary>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        lock (_lock)
        {
            if (_run is not null) return _run;
            ShutdownReason = reason;
            return _run = Task.Run(() => RunPhases(fromPhase is null ? 0 : Array.IndexOf(Phases, fromPhase)));
        }
    }

    private async Task<Done> RunPhases(int first)
    {
        foreach (string phase in Phases.Skip(first))
        {
            List<(string Name, Func<Task<Done>> Task)> tasks;
            lock (_lock) tasks = [.. _tasks.GetValueOrDefault(phase) ?? []];
            await Task.WhenAll(tasks.Select(t => RunTask(phase, t.Name, t.Task))).ConfigureAwait(false);
        }
        return Done.Instance;
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> task)
    {
        var timeout = Timeout(phase);
        try
        {
            await task().WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Warn(null, $"Coordinated shutdown phase [{phase}], task [{name}] timed out after {timeout}");
        }
        catch (Exception e)
        {
            Warn(e, $"Task [{name}] failed in phase [{phase}]: {e.Message}");
        }
    }

    private void Warn(Exception cause, string message) =>
        System.EventStream.Publish(new Event.Warning(cause, nameof(CoordinatedShutdown), GetType(), message));

    public class Reason
    {
        protected Reason() { }
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason() { }
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason() { }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason() { }
    }
}
