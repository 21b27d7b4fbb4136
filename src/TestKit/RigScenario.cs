using Akka.TestKit;
using GpioHub.Configuration;
using GpioHub.Recording.Replay;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Recordings;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;
using Xunit.Abstractions;

namespace GpioHub.TestKit;

/// <summary>The base class of a scenario: a rig from the text of its file, run by the production actors in virtual time.</summary>
/// <remarks>
/// One instance is one run: xunit makes one for each test. The hub, its actors and the guests' drivers are the real ones; the chips are
/// hardware that follows the scenario. Time passes only in <see cref="Pass"/>, and in members that say so. When a call returns, everything
/// that can happen without time passing has happened. So a scenario runs the same each time, on any machine. All members are for the test's
/// own thread.
/// </remarks>
public abstract class RigScenario : Akka.TestKit.Xunit2.TestKit
{
    internal static readonly string Hocon = $$"""
        akka {
          loglevel = ERROR
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          scheduler.implementation = "{{typeof(TestScheduler).FullName}}, {{typeof(TestScheduler).Assembly.GetName().Name}}"
        }
        """;

    private readonly Rig _rig;
    private readonly Host _host;
    private readonly ScenarioFile _file;
    private bool _ended;

    /// <summary>Starts the rig; unless the options say otherwise, every guest has booted then.</summary>
    /// <param name="rig">A rig file, as <c>gpiohub run</c> takes it. Its sockets are not used, nor more than one reactor.</param>
    /// <param name="options">null = the defaults.</param>
    /// <param name="output">xunit's, for the actor system's log.</param>
    /// <exception cref="ScenarioException">The file has errors; the message names all of them, with line and column.</exception>
    protected RigScenario(string rig, ScenarioOptions? options = null, ITestOutputHelper? output = null)
        : base(Hocon, output)
    {
        options ??= new ScenarioOptions();
        try
        {
            _rig = new Rig(Sys, PlanOf(rig), options.Transport, options.PackedRings, () => base.Dispose(disposing: true), options.Kills());
        }
        catch
        {
            base.Dispose(disposing: true);
            throw;
        }

        Transport = options.Transport;
        _file = new ScenarioFile(_rig);
        if (options.Recordings is { } folder) _rig.Journal.Keep = () => _file.Keep(folder, GetType().Name);
        _host = new Host(_rig, options.Driver);
        if (options.Booted) _host.Boot();
    }

    /// <summary>The connection between hub and guests in this run.</summary>
    public Transport Transport { get; }

    /// <summary>Virtual time since the scenario began.</summary>
    public TimeSpan Elapsed => _rig.Time.Now;

    /// <summary>A guest by id.</summary>
    /// <exception cref="ScenarioException">The rig has no such guest.</exception>
    public Guest Guest(string id) => _host.Guest(id);

    /// <summary>Guests by id; <c>*</c> and <c>?</c> stand for any letters: <c>Guests("ivi", "ecu-*")</c>.</summary>
    /// <param name="patterns">None = every guest.</param>
    /// <exception cref="ScenarioException">A pattern fits no guest.</exception>
    public GuestGroup Guests(params string[] patterns) => _host.Guests(patterns);

    /// <summary>A chip by id.</summary>
    /// <exception cref="ScenarioException">The rig has no such chip.</exception>
    public Chip Chip(string id) => _host.Chip(id);

    /// <summary>A bus by name.</summary>
    /// <exception cref="ScenarioException">The rig has no such bus.</exception>
    public Bus Bus(string name) => _host.Bus(name);

    /// <summary>A chip's line, as <c>bench/IGN</c> or <c>bench/0</c>.</summary>
    /// <exception cref="ScenarioException">The rig has no such line.</exception>
    public ChipLine Line(string address) => _host.Line(address);

    /// <summary>Lets time pass, with everything that happens in it.</summary>
    public void Pass(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        _rig.Pass(time);
        _rig.ThrowWhatLeaked();
    }

    /// <summary>Does something after this time: within a later <see cref="Pass"/>, or while a call waits.</summary>
    public void After(TimeSpan time, Action action) => _rig.Time.At(Elapsed + time, action);

    /// <summary>Checks that each of these happened before the next one.</summary>
    /// <param name="moments">From <see cref="GuestLine.Interrupt"/> and <see cref="ChipLine.Edge"/>.</param>
    /// <exception cref="ScenarioException">Two of them happened in the opposite order.</exception>
    public void ShouldHappenInOrder(params Moment[] moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        Order.Check(moments, lines => Picture.Of(_rig.Journal, lines));
    }

    /// <summary>Waveform and trace of some lines, as a failure shows them.</summary>
    /// <param name="addresses">Such as <c>bench/IGN</c>, <c>ivi/IGN</c>.</param>
    public string Draw(params string[] addresses) => _host.Draw(addresses);

    /// <summary>Plays a recording onto lines: a VCD file of a hub, or of any other program. The levels with which it begins are in force
    /// when the call returns; the rest comes while time passes.</summary>
    /// <param name="vcd">The text of the file.</param>
    /// <param name="maps">As <c>gpiohub replay</c> takes them, <c>SIGNAL=LINE</c>; none = every net of a hub's own file.</param>
    /// <exception cref="ScenarioException">The file cannot be played onto these lines; nothing has been played.</exception>
    public PlayedRecording Plays(string vcd, params string[] maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return Plays(vcd, new ReplayOrder([.. maps.Select(map => ReplayMap.Parse(map)
            ?? throw new ScenarioException($"\"{map}\": expected SIGNAL=LINE"))]));
    }

    /// <summary>Plays a part of a recording, or at another speed, or several times.</summary>
    /// <inheritdoc cref="Plays(string, string[])"/>
    public PlayedRecording Plays(string vcd, ReplayOrder order)
    {
        ArgumentNullException.ThrowIfNull(vcd);
        ArgumentNullException.ThrowIfNull(order);
        return PlayedRecording.Begin(_rig, vcd, order with { Bus = name => order.Bus(name) ?? _host.LinesOfBus(name) }, Line);
    }

    /// <summary>Everything that has happened on chip lines so far, as the text of a VCD file: for a waveform viewer, or for
    /// <see cref="Plays(string, string[])"/>.</summary>
    /// <param name="addresses">None = all lines; the interrupts of the guests that are on them are there too.</param>
    public string Recorded(params string[] addresses) => _file.Text(addresses);

    /// <summary>Ends guests, actors and transport.</summary>
    /// <exception cref="ScenarioException">The hub failed inside a turn, and no assertion has seen it.</exception>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            _rig.Dispose();
        }

        base.Dispose(disposing);
        _rig.ThrowWhatLeaked();
    }

    internal static RigPlan PlanOf(string rig)
    {
        var read = ConfigurationLoader.LoadText(rig, "rig.yaml");
        if (!read.HasErrors) return read.Plan!;
        throw new ScenarioException($"the rig cannot be run:{Environment.NewLine}{string.Join(Environment.NewLine, read.Errors)}");
    }
}
