using GpioHub.Rules.Plan;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;
using Xunit.Abstractions;

namespace GpioHub.TestKit;

/// <summary>The base class of a scenario on several hosts: a hub for each, with a file of its own, links between them, and one time for
/// all.</summary>
/// <remarks>The hubs, their links and the guests' drivers are the real ones; the network between the hosts is the scenario's, and so are
/// the hosts' clocks. What <see cref="RigScenario"/> says of time holds here too. When the scenario begins, every link is up.</remarks>
public abstract class LinkedScenario : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan LinkTime = TimeSpan.FromSeconds(3);

    private readonly RigGroup _group;
    private readonly Host[] _hosts;
    private bool _ended;

    /// <summary>Starts the hubs; unless the options say otherwise, every guest has booted then.</summary>
    /// <param name="rigs">The rig file of each host.</param>
    /// <exception cref="ScenarioException">A file has errors; the message names all of them, with line and column.</exception>
    protected LinkedScenario(params string[] rigs)
        : this(new ScenarioOptions(), null, rigs)
    {
    }

    /// <inheritdoc cref="LinkedScenario(string[])"/>
    /// <param name="output">xunit's, for the actor systems' logs.</param>
    protected LinkedScenario(ScenarioOptions options, ITestOutputHelper? output, params string[] rigs)
        : this(options, output, [.. (rigs ?? []).Select(RigScenario.PlanOf)])
    {
    }

    internal LinkedScenario(ScenarioOptions options, ITestOutputHelper? output, IReadOnlyList<RigPlan> plans)
        : base(RigScenario.Hocon, output)
    {
        ArgumentNullException.ThrowIfNull(options);
        _group = new RigGroup(new VirtualTime(Sys));
        try
        {
            foreach (var plan in plans)
            {
                var system = Rig.Another(Sys);
                _ = new Rig(
                    system, plan, options.Transport, options.PackedRings, () => system.Terminate().Wait(LinkTime),
                    options.KillsOnCall(), _group);
            }
        }
        catch
        {
            foreach (var rig in _group.Rigs.ToArray()) rig.Dispose();
            base.Dispose(disposing: true);
            throw;
        }

        _hosts = [.. _group.Rigs.Select(rig => new Host(rig, options.Driver))];
        if (_hosts.Length > 0) _group.Rigs[0].PassUntil(() => _group.Rigs.All(rig => rig.IsLinked), LinkTime);
        if (!options.Booted) return;
        foreach (var host in _hosts) host.Boot();
    }

    /// <summary>Virtual time since the scenario began.</summary>
    public TimeSpan Elapsed => _group.Time.Now;

    /// <summary>A host by name.</summary>
    /// <exception cref="ScenarioException">There is no such host.</exception>
    public Host Host(string name) => _hosts.FirstOrDefault(host => host.Name == name)
        ?? throw new ScenarioException($"there is no host \"{name}\"; there are {string.Join(", ", _hosts.Select(host => host.Name))}");

    /// <summary>The link between two hosts.</summary>
    /// <exception cref="ScenarioException">There is none.</exception>
    public Link Link(string one, string other) => new(Host(one).Rig, Host(other).Rig);

    /// <summary>Lets time pass, with everything that happens in it.</summary>
    public void Pass(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        _group.Rigs[0].Pass(time);
        foreach (var rig in _group.Rigs) rig.ThrowWhatLeaked();
    }

    /// <summary>Does something after this time: within a later <see cref="Pass"/>, or while a call waits.</summary>
    public void After(TimeSpan time, Action action) => _group.Time.At(Elapsed + time, action);

    /// <summary>Checks that each of these happened before the next one, on whatever host.</summary>
    /// <param name="moments">From <see cref="GuestLine.Interrupt"/> and <see cref="ChipLine.Edge"/>.</param>
    /// <exception cref="ScenarioException">Two of them happened in the opposite order.</exception>
    public void ShouldHappenInOrder(params Moment[] moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        Order.Check(moments, lines => string.Concat(_group.Rigs.Select(rig => Picture.Of(rig.Journal, lines))));
    }

    /// <summary>Ends guests, hubs and their links.</summary>
    /// <exception cref="ScenarioException">A hub failed inside a turn, and no assertion has seen it.</exception>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            foreach (var rig in _group.Rigs) rig.Dispose();
        }

        base.Dispose(disposing);
        foreach (var rig in _group.Rigs) rig.ThrowWhatLeaked();
    }
}
