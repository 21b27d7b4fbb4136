namespace GpioHub.House.Tests.Folders;

/// <summary>The rooms of each project of src: which folder may name types of which other. This table is the map; a folder not named here
/// names no other.</summary>
/// <remarks>Read from the ground: a folder stands above all that it names. "." is the project's own folder.</remarks>
internal static class FolderMap
{
    public static readonly Dictionary<string, Dictionary<string, string[]>> Projects = new()
    {
        ["src/Transports/Native"] = new()
        {
            ["."] = ["Libc"],
            ["Descriptors"] = [".", "Libc"],
            ["Files"] = ["Descriptors", ".", "Libc"],
            ["Sockets"] = ["Files", "Descriptors", ".", "Libc"],
            ["Events"] = ["Sockets", "Descriptors", ".", "Libc"],
            ["Memory"] = ["Descriptors", ".", "Libc"],
            ["Keeping"] = ["Descriptors", "Memory", "Sockets", ".", "Libc"],
            ["Gpio"] = ["Descriptors", ".", "Libc"],
        },
        ["src/Transports/Virtio"] = new()
        {
            ["Gpio"] = ["."],
        },
        ["src/Recording"] = new()
        {
            ["Replay"] = ["Vcd"],
        },
        ["src/Rules"] = new()
        {
            ["Lines"] = ["Plan"],
            ["Nets"] = ["Lines", "Plan"],
            ["Pulses"] = [".", "Nets", "Plan"],
            ["Faults"] = [".", "Plan"],
            ["Links"] = [".", "Plan"],
        },
        ["src/Transports"] = new()
        {
            ["VhostUser/Session"] = ["Records", "VhostUser/Wire"],
            ["VhostUser/Connection"] = ["Records", "VhostUser/Session", "VhostUser/Wire"],
            ["Chips/Discovery"] = ["Chips"],
            ["Reactor"] = ["Records"],
            ["Recording"] = ["Records"],
        },
        ["src/Configuration"] = new()
        {
            ["Naming"] = ["Problems"],
            ["Yaml"] = ["Problems"],
            ["Format"] = ["Naming", "Yaml", "Problems"],
            ["Planning"] = ["Format", "Naming", "Yaml", "Problems"],
            ["."] = ["Planning", "Format", "Yaml", "Problems"],
        },
        ["src/Actors"] = new()
        {
            ["Lines"] = ["Hosting", "Testing", "Wires"],
            ["Nets"] = ["Contract", "Hosting", "Testing", "Wires"],
            ["Chips"] = ["Contract", "Hosting", "Nets", "Testing", "Wires"],
            ["Chips/Gpio"] = ["Chips", "Nets", "Wires"],
            ["Guests/Queues"] = ["Hosting", "Lines", "Testing"],
            ["Guests/Session"] = ["Contract", "Descriptors", "Guests/Queues", "Hosting", "Lines", "Testing", "Wires"],
            ["Guests/Reload"] = ["Lines"],
            ["Guests"] = ["Contract", "Guests/Queues", "Guests/Reload", "Guests/Session", "Hosting", "Lines", "Testing", "Wires"],
            ["Links"] = ["Chips", "Contract", "Hosting", "Nets", "Wires"],
            ["Rigs"] = ["Chips", "Contract", "Descriptors", "Guests", "Guests/Session", "Hosting", "Links", "Nets", "Testing", "Wires"],
        },
        ["src/GuestDriver"] = new()
        {
            ["FrontEnd"] = ["Virtio"],
            ["Driver"] = ["FrontEnd", "Irq", "Virtio"],
            ["Tool"] = ["Driver", "FrontEnd"],
        },
        ["src/Explorer"] = new()
        {
            ["Links"] = ["Plans"],
            ["Worlds"] = ["Links", "Plans"],
            ["."] = ["Worlds", "Plans"],
        },
        ["src/TestKit"] = new()
        {
            ["Rigs"] = ["Memory", "Story"],
            ["Chips"] = ["Rigs", "Story"],
            ["Guests"] = ["Rigs", "Story"],
            ["Recordings"] = ["Chips", "Rigs", "Story"],
            ["."] = ["Chips", "Guests", "Recordings", "Rigs", "Story"],
        },
        ["src/Hub"] = new()
        {
            ["Control/Wire"] = ["Naming"],
            ["Control/Requests"] = ["Control/Wire", "Naming"],
            ["Control/Events"] = ["Control/Requests", "Control/Wire", "Naming"],
            ["Control/Reload"] = ["Control/Wire", "Naming"],
            ["Control/Recordings"] = ["Control/Requests", "Naming"],
            ["Control/Replays"] = ["Control/Requests", "Naming"],
            ["Control/Resources"] =
            [
                "Control/Description", "Control/Events", "Control/Metrics", "Control/Recordings", "Control/Reload", "Control/Replays",
                "Control/Requests", "Control/Wire", "Naming", "Succession",
            ],
            ["Web"] = ["Control/Requests"],
            ["Links/Transport"] = ["Links/Certificates", "Links/Wire"],
            ["Links"] = ["Links/Certificates", "Links/Transport", "Links/Wire"],
            ["Control"] =
            [
                "Control/Metrics", "Control/Recordings", "Control/Reload", "Control/Replays", "Control/Requests", "Control/Resources",
                "Succession", "Web",
            ],
            ["Hosting/Rigs"] = ["Hosting/Sockets", "Links"],
            ["Hosting/Api"] = ["Control/Requests", "Hosting/Sockets"],
            ["Hosting/HotPath"] = ["Hosting/Rigs"],
            ["Hosting"] =
            [
                "Control", "Control/Recordings", "Control/Reload", "Control/Requests", "Hosting/Api", "Hosting/Rigs", "Succession",
            ],
            ["Succession"] = ["Hosting/Rigs"],
            ["Commands/Shell"] = ["Naming"],
            ["Commands/Client"] = ["Commands/Shell", "Control/Wire"],
            ["Commands/Check"] = ["Commands/Shell", "Naming"],
            ["Commands/Completion"] = ["Commands/Client", "Commands/Shell"],
            ["Commands/Init"] = ["Commands/Shell", "Qemu"],
            ["Commands/Rig"] = ["Commands/Shell", "Links/Certificates"],
            ["Commands/Top"] = ["Commands/Client", "Commands/Shell", "Control/Wire"],
            ["Commands/Verbs"] = ["Commands/Client", "Commands/Shell", "Control/Wire", "Naming", "Qemu"],
            ["Commands/Web"] = ["Commands/Client", "Commands/Shell", "Control/Requests", "Web"],
            ["Commands/Doctor/Facts"] = ["Control/Wire", "Qemu"],
            ["Commands/Doctor/Checks"] = ["Commands/Doctor/Facts", "Control/Wire", "Qemu"],
            ["Commands/Doctor/Gathering"] =
            [
                "Commands/Client", "Commands/Doctor/Facts", "Commands/Shell", "Control/Wire", "Naming", "Qemu",
            ],
            ["Commands/Doctor"] =
            [
                "Commands/Doctor/Checks", "Commands/Doctor/Facts", "Commands/Doctor/Gathering", "Commands/Shell",
            ],
            ["Commands/Run"] =
            [
                "Commands/Client", "Commands/Shell", "Control/Recordings", "Control/Reload", "Control/Requests",
                "Hosting", "Hosting/Api", "Hosting/HotPath",
                "Hosting/Logging", "Hosting/Rigs", "Hosting/Sockets", "Links", "Links/Certificates", "Naming", "Qemu", "Succession", "Web",
            ],
            ["Commands"] =
            [
                "Commands/Check", "Commands/Completion", "Commands/Doctor", "Commands/Init", "Commands/Rig", "Commands/Run",
                "Commands/Shell", "Commands/Top", "Commands/Verbs", "Commands/Web", "Hosting/Rigs",
            ],
            ["."] = ["Commands", "Commands/Shell", "Hosting", "Hosting/Rigs", "Succession"],
        },
    };
}
